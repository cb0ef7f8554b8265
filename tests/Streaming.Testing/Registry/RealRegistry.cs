using System.Diagnostics;

namespace Streaming.Testing.Registry;

/// <summary>
/// A schema registry that this project did not write, started from the folder that <c>STREAMING_TEST_REGISTRY</c> names
/// (its <c>run.sh PORT</c>) and stopped again. A class or collection fixture; starting it takes seconds.
/// </summary>
public sealed class RealRegistry : IAsyncDisposable
{
    public const string Variable = "STREAMING_TEST_REGISTRY";

    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(120);

    private readonly SemaphoreSlim gate = new(1, 1);
    private ServerProcess? server;
    private Uri? url;

    /// <summary>Why there is none on this machine; null where there is one.</summary>
    public static string? Missing
    {
        get
        {
            var folder = Environment.GetEnvironmentVariable(Variable);
            if (string.IsNullOrEmpty(folder))
                return $"{Variable} is not set: no real schema registry to test against";
            return File.Exists(Path.Combine(folder, "run.sh")) ? null : $"{Variable}={folder} holds no run.sh";
        }
    }

    /// <summary>Starts it when it does not run yet.</summary>
    /// <returns>The base URL of Confluent's interface.</returns>
    public async Task<Uri> StartAsync(CancellationToken cancellation = default)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            return url ??= await LaunchAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        if (server is not null)
            await server.DisposeAsync();
    }

    private async Task<Uri> LaunchAsync(CancellationToken cancellation)
    {
        var port = ServerProcess.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}/apis/ccompat/v7");
        server = await ServerProcess.StartAsync(
            "The registry",
            new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, "run.sh"), [port.ToString()]),
            new Uri(address + "/subjects"),
            LongestStart,
            cancellation
        );
        return address;
    }
}
