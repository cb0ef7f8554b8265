using System.Diagnostics;
using System.Text.Json;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>A run of the fault harness as a process of its own, on the programs that were built beside these tests.</summary>
internal static class FaultRun
{
    public const string Python = "/usr/bin/python3";

    /// <summary>Runs to the end and gives the exit code, the report and all that was said; skips the test where a part is
    /// missing.</summary>
    public static async Task<(int ExitCode, JsonElement Report, string Said)> RunAsync(params IReadOnlyList<string> arguments)
    {
        RealParts.RequireKafkaHome();
        Assert.SkipUnless(
            await HasClientsAsync(),
            $"{RealParts.KafkaVariable} is set, but {Python} lacks confluent_kafka or avro: run ops/install.sh"
        );
        using var folder = new TemporaryFolder("faults");
        var report = folder.Below("report.json");
        var harness = Path.Combine(RepositoryRoot.Find(), "tests", "Streaming.Faults", "harness", "run.py");
        var (exitCode, said) = await PythonAsync([harness, "--programs", AppContext.BaseDirectory, "--json", report, .. arguments]);
        if (!File.Exists(report))
            Assert.Fail($"no report; exit code {exitCode}\n{said}");
        using var read = JsonDocument.Parse(await File.ReadAllBytesAsync(report));
        return (exitCode, read.RootElement.Clone(), said);
    }

    public static async Task<bool> HasClientsAsync() =>
        File.Exists(Python) && (await PythonAsync(["-c", "import confluent_kafka, avro"])).ExitCode == 0;

    public static async Task<(int ExitCode, string Said)> PythonAsync(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(); // what it started dies with it
            throw;
        }

        return (process.ExitCode, $"{await output}\n{await error}");
    }
}
