using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Streaming.Testing;

namespace Streaming.Fuzz.Decoders;

/// <summary>The decoders of every topic's values and of writers' schemas, coverage-guided, in processes that may die of it.</summary>
internal static class DecoderEntrance
{
    /// <summary>What a process is given beyond its time, to start and to end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(2);

    public static async Task<EntranceReport> RunAsync(FuzzOptions options, TimeSpan time, CancellationToken stop)
    {
        var report = new EntranceReport("decoders", options.Findings);
        using var folder = new TemporaryFolder("fuzz-decoders");
        var program = Instrumentation.Prepare(folder.Below("program"));
        using var current = new CurrentInput(folder.Below("input"));
        var began = Stopwatch.GetTimestamp();
        for (var run = 0; Stopwatch.GetElapsedTime(began) < time && !report.IsFull; run++)
        {
            var left = time - Stopwatch.GetElapsedTime(began);
            var (exitCode, said) = await WorkAsync(program, options.Seed + run, left, folder.Below("input"), stop);
            var last = said.Split('\n').LastOrDefault(line => line.StartsWith('{'));
            var result = exitCode == 0 && last is not null ? JsonSerializer.Deserialize<WorkerResult>(last) : null;
            if (result is not null)
            {
                report.Add(result.Inputs, result.Accepted);
                report.Counts["branches"] = Math.Max(result.Branches, report.Counts.GetValueOrDefault("branches"));
                report.Counts["kept inputs"] = Math.Max(result.Corpus, report.Counts.GetValueOrDefault("kept inputs"));
            }

            if (result is { Fault: { } fault })
                report.Find(fault, current.Get().Input);
            else if (result is null)
                report.Find(
                    string.Create(CultureInfo.InvariantCulture, $"the decoders' process ended with exit code {exitCode}: {Last(said)}"),
                    current.Get().Input
                );
        }

        return report;
    }

    private static async Task<(int ExitCode, string Said)> WorkAsync(
        string program,
        int seed,
        TimeSpan time,
        string input,
        CancellationToken stop
    )
    {
        string[] arguments =
        [
            program,
            DecoderWorker.Name,
            "--seed",
            seed.ToString(CultureInfo.InvariantCulture),
            "--seconds",
            time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
            "--input",
            input,
        ];
        using var process = Process.Start(
            new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(stop), process.StandardError.ReadToEndAsync(stop));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(time + Grace);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            stop.ThrowIfCancellationRequested();
            return (-1, "it hung");
        }

        return (process.ExitCode, $"{await error}\n{await output}");
    }

    private static string Last(string said) => said.Length <= 2_000 ? said : said[..1_000] + " … " + said[^1_000..];
}
