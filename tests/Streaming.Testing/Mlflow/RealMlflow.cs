using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Streaming.Testing.Mlflow;

/// <summary>
/// An MLflow server that this project did not write, started from the folder that <c>STREAMING_TEST_MLFLOW</c> names (its <c>run.sh FOLDER
/// PORT</c>) and stopped
/// again. A fixture of an assembly or a class; the test that asks is skipped when there is none. Its Python environment takes a minute to
/// build and is kept between
/// test runs; data are of one test run. Tests keep apart by names of experiments and models.
/// </summary>
public sealed class RealMlflow : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(8); // with the environment to build, on a busy machine

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("mlflow");
    private ServerProcess? server;
    private Uri? url;
    private Exception? failure;

    /// <summary>Base address of the running server; starts it when it does not run yet.</summary>
    public async Task<Uri> UrlAsync(CancellationToken cancellation)
    {
        var home = RealParts.RequireMlflow();
        await gate.WaitAsync(cancellation);
        try
        {
            if (failure is not null)
                throw new InvalidOperationException($"MLflow did not start for an earlier test: {failure.Message}", failure);
            return url ??= await StartAsync(home, cancellation);
        }
        catch (Exception reason) when (reason is TimeoutException or IOException or InvalidOperationException)
        {
            failure ??= reason;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        gate.Dispose();
        await StopAsync();
        folder.Dispose();
    }

    private async Task<Uri> StartAsync(string home, CancellationToken cancellation)
    {
        var environment = await EnvironmentAsync(home, cancellation);
        Directory.CreateSymbolicLink(folder.Below("venv"), environment);
        return await LaunchAsync(home, folder.Path, cancellation);
    }

    /// <summary>The kept Python environment; built by a first start of the server when it is not there. Others wait.</summary>
    private async Task<string> EnvironmentAsync(string home, CancellationToken cancellation)
    {
        var wheels = string.Join(
            '\n',
            Directory.GetFiles(home, "*.whl", SearchOption.AllDirectories).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        var kept = Path.Combine(
            Path.GetTempPath(),
            $"streaming-mlflow-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wheels + Environment.UserName)))[..12]}"
        );
        var ready = Path.Combine(kept, "ready");
        await using var alone = await LockAsync(kept + ".lock", cancellation);
        if (!File.Exists(ready))
        {
            if (Directory.Exists(kept))
                Directory.Delete(kept, recursive: true); // half built by a run that was killed
            await LaunchAsync(home, kept, cancellation);
            await StopAsync();
            await File.WriteAllTextAsync(ready, "", cancellation);
        }

        return Path.Combine(kept, "venv");
    }

    private static async Task<FileStream> LockAsync(string file, CancellationToken cancellation)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (since.Elapsed < LongestStart)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellation);
            }
        }
    }

    private async Task<Uri> LaunchAsync(string home, string data, CancellationToken cancellation)
    {
        var port = ServerProcess.FreePort();
        var address = new Uri($"http://127.0.0.1:{port}");
        server = await ServerProcess.StartAsync(
            "MLflow",
            new ProcessStartInfo("sh", [Path.Combine(home, "run.sh"), data, port.ToString()]),
            new Uri(address, "health"),
            LongestStart,
            cancellation
        );
        return address;
    }

    private async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }
}
