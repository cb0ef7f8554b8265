using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Streaming.Contracts.Settings;
using Streaming.Embedded.Processes;

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
    private Process? process;
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
        if (process is null)
            return;
        if (!process.HasExited)
            process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task<Uri> LaunchAsync(CancellationToken cancellation)
    {
        var port = FreePort();
        var start = new ProcessStartInfo(Path.Combine(Environment.GetEnvironmentVariable(Variable)!, "run.sh"), [port.ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { }; // read, so that it never waits for a full pipe
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var address = new Uri($"http://127.0.0.1:{port}/apis/ccompat/v7");
        using var http = new HttpClient();
        var since = Stopwatch.StartNew();
        while (!await AnswersAsync(http, address, cancellation))
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The registry stopped with exit code {process.ExitCode} while it started.");
            if (since.Elapsed > LongestStart)
                throw new TimeoutException($"The registry did not answer at {address} within {LongestStart}.");
            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
        }

        return address;
    }

    private static async Task<bool> AnswersAsync(HttpClient http, Uri address, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address + "/subjects"), cancellation);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
