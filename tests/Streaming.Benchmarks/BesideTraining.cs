using System.Diagnostics;
using System.Globalization;
using Streaming.Scorer;
using Streaming.Testing;

namespace Streaming.Benchmarks;

/// <summary>Latency of the scorer at rest and while a training run fits its candidates on the same processors, its longest and busiest
/// stage; in interleaved pairs after a warm-up.</summary>
internal static class BesideTraining
{
    private const int TrainingOrders = 100_000;
    private const int TrainingSeed = 2;
    private const string BusiestStage = "05-training";

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(Latency.ForLegs(options, 2), stop);
        var tables = Market.Tables(options, TrainingOrders, TrainingSeed, stop);
        await using var bench = await Bench.StartAsync(options, stop);
        using var folder = new TemporaryFolder("bench-training");
        var feed = Latency.Feed(bench, events);
        var pairs = new List<(Latency.Leg Alone, Latency.Leg Beside)>();
        await Latency.MeasureAsync(bench, options, feed, ProcessingGuarantee.ExactlyOnce, "warm-up", isBare: false, stop);
        for (var i = 0; i < options.Rounds; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            var alone = await Latency.MeasureAsync(
                bench,
                options,
                feed,
                ProcessingGuarantee.ExactlyOnce,
                "alone-" + name,
                isBare: false,
                stop
            );
            using var run = Start(folder, tables, seed: i + 1);
            var stages = StagesOf(run);
            while (stages.Reached != BusiestStage && !run.HasExited)
                await Task.Delay(100, stop);
            var beside = await Latency.MeasureAsync(
                bench,
                options,
                feed,
                ProcessingGuarantee.ExactlyOnce,
                "beside-" + name,
                isBare: false,
                stop
            );
            var seen = stages.Reached;
            await run.WaitForExitAsync(stop);
            if (run.ExitCode != 0)
                throw new InvalidOperationException($"the training run ended with exit code {run.ExitCode}: {stages.LastLine}");
            pairs.Add((alone, beside));
            options.Say(
                $"pair {i + 1}: at rest p50 {alone.P50:0.0} p99 {alone.P99:0.0} ms, beside a run p50 {beside.P50:0.0} p99 "
                    + $"{beside.P99:0.0} ms, ratios {beside.P50 / alone.P50:0.00} and {beside.P99 / alone.P99:0.00}; "
                    + $"the leg ended in stage {seen}"
            );
        }

        options.Say(
            $"medians at {options.Rate:N0} orders/s: at rest p50 {Median(p => p.Alone.P50):0.0} p99 {Median(p => p.Alone.P99):0.0} ms, "
                + $"beside a run p50 {Median(p => p.Beside.P50):0.0} p99 {Median(p => p.Beside.P99):0.0} ms; "
                + $"median of the ratios p50 {Median(p => p.Beside.P50 / p.Alone.P50):0.00}, p99 "
                + $"{Median(p => p.Beside.P99 / p.Alone.P99):0.00}"
        );
        double Median(Func<(Latency.Leg Alone, Latency.Leg Beside), double> of) => Figures.Median(pairs.Select(of));
    }

    /// <summary>A run as an operator starts it; another seed takes nothing from an earlier run but what does not depend on it.</summary>
    private static Process Start(TemporaryFolder folder, string tables, int seed)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] line =
        [
            "streaming.dll",
            "runs",
            "start",
            "--embedded",
            "--wait",
            "--data",
            tables,
            "--seed",
            seed.ToString(CultureInfo.InvariantCulture),
            "--why",
            "measured beside a scorer",
        ];
        foreach (var argument in line.Skip(1).Prepend(Path.Combine(AppContext.BaseDirectory, line[0])))
            start.ArgumentList.Add(argument);
        (start.Environment["STREAMING__Embedded__DataFolder"], start.Environment["STREAMING__Trainer__WorkFolder"]) = (
            folder.Below("parts"),
            folder.Below("work")
        );
        start.Environment["STREAMING__Kafka__BootstrapServers"] = "127.0.0.1:1"; // a promotion is nobody's business here
        return Process.Start(start)!;
    }

    private static Narrated StagesOf(Process run)
    {
        var narrated = new Narrated();
        run.ErrorDataReceived += (_, line) => narrated.Hear(line.Data);
        run.OutputDataReceived += (_, _) => { };
        run.BeginErrorReadLine();
        run.BeginOutputReadLine();
        return narrated;
    }

    /// <summary>How far a run has come, by what it says.</summary>
    private sealed class Narrated
    {
        private static readonly string[] Stages =
        [
            "01-ingestion",
            "02-validation",
            "03-features",
            "04-split",
            "05-training",
            "06-evaluation",
            "07-decision",
        ];

        public string Reached { get; private set; } = "none";

        public string LastLine { get; private set; } = "";

        public void Hear(string? line)
        {
            if (string.IsNullOrWhiteSpace(line))
                return;
            LastLine = line;
            if (Stages.FirstOrDefault(stage => line.Contains(stage, StringComparison.Ordinal)) is { } named)
                Reached = named;
        }
    }
}
