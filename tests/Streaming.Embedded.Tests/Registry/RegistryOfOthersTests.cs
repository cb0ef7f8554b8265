using System.Diagnostics;
using Streaming.Embedded.Processes;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Registry;

/// <summary>
/// The contract's own check: a registry that this project did not write, with the compatibility rules of Avro's Java library. It differs
/// in its level as long as none is set (NONE, Confluent's and ours is BACKWARD), so the contract always sets one.
/// </summary>
public sealed class RegistryOfOthersTests(RegistryOfOthersFixture others) : RegistryContract, IClassFixture<RegistryOfOthersFixture>
{
    protected override Task<string> UrlAsync() => others.UrlAsync();
}

/// <summary>Starts the registry that the environment names; it keeps everything in memory.</summary>
public sealed class RegistryOfOthersFixture : IAsyncDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private Process? process;
    private string? url;

    public async Task<string> UrlAsync()
    {
        var folder = RealParts.RequireRegistry();
        await gate.WaitAsync();
        try
        {
            return url ??= await StartAsync(folder);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
            await RunningProcess.StopAsync(process.Id, TimeSpan.FromSeconds(10), TimeProvider.System);
        process?.Dispose();
        gate.Dispose();
    }

    private async Task<string> StartAsync(string folder)
    {
        var port = FreePort.Take(1)[0];
        var start = new ProcessStartInfo(
            "/bin/sh",
            ["-c", "exec \"$0\" \"$1\" >/dev/null 2>&1", Path.Combine(folder, "run.sh"), $"{port}"]
        );
        process = Process.Start(start)!;
        var address = $"http://127.0.0.1:{port}/apis/ccompat/v7";
        using var asking = new HttpClient();
        await Wait.Until(async () => (await asking.GetAsync(new Uri($"{address}/subjects"))).IsSuccessStatusCode, TimeSpan.FromSeconds(60));
        return address;
    }
}
