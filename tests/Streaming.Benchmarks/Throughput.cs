using System.Globalization;
using Streaming.Host.Configuration;
using Streaming.Scorer;

namespace Streaming.Benchmarks;

/// <summary>The whole scorer over a backlog beside the bare loop over the same records, in interleaved rounds, with both
/// guarantees.</summary>
internal static class Throughput
{
    private sealed record Round(double Bare, double Scoring, double Whole, double CpuMicroseconds, double AllocatedBytes);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(options, stop);
        await using var bench = await Bench.StartAsync(options, stop);
        long deliveries = events.Count(occurred => occurred.Delivery is not null);
        var bytes = bench.Publish(events);
        options.Say(
            $"backlog: {deliveries:N0} deliveries of {(double)bytes / deliveries:N0} bytes, {events.Count - deliveries:N0} reviews"
        );
        new BareLoop(bench.Settings(ProcessingGuarantee.ExactlyOnce, "warm-up-bare"), Bench.BareOutput, options.Output).Run(
            deliveries / 4,
            stop
        );
        foreach (var guarantee in new[] { ProcessingGuarantee.ExactlyOnce, ProcessingGuarantee.AtLeastOnce })
        {
            await MeasureAsync(bench, guarantee, deliveries, "warm-up", stop);
            var rounds = new List<Round>();
            for (var i = 0; i < options.Rounds; i++)
            {
                var round = await MeasureAsync(bench, guarantee, deliveries, i.ToString(CultureInfo.InvariantCulture), stop);
                rounds.Add(round);
                options.Say(
                    $"{guarantee} {i + 1}: bare {round.Bare:N0}/s, scorer {round.Scoring:N0}/s after its histories and "
                        + $"{round.Whole:N0}/s with reading them, ratios {round.Scoring / round.Bare:0.00} and "
                        + $"{round.Whole / round.Bare:0.00}; {round.CpuMicroseconds:0.0} µs of CPU and {round.AllocatedBytes:N0} "
                        + $"bytes allocated per order"
                );
            }

            options.Say(
                $"{guarantee} medians: bare {Median(r => r.Bare):N0}/s, scoring {Median(r => r.Scoring):N0}/s (ratio "
                    + $"{Median(r => r.Scoring / r.Bare):0.000}), with its histories {Median(r => r.Whole):N0}/s (ratio "
                    + $"{Median(r => r.Whole / r.Bare):0.000}), CPU {Median(r => r.CpuMicroseconds):0.0} µs per order"
            );
            double Median(Func<Round, double> of) => Figures.Median(rounds.Select(of));
        }
    }

    private static async Task<Round> MeasureAsync(
        Bench bench,
        ProcessingGuarantee guarantee,
        long deliveries,
        string name,
        CancellationToken stop
    )
    {
        GC.Collect();
        var bare = new BareLoop(bench.Settings(guarantee, $"{guarantee}-bare-{name}"), Bench.BareOutput).Run(deliveries, stop);
        GC.Collect();
        using var steps = new StepTimes();
        await using var scorer = bench.Scorer(bench.Settings(guarantee, $"{guarantee}-{name}"));
        var whole = scorer.RunBacklog(deliveries, steps, stop);
        return new Round(
            deliveries / bare.TotalSeconds,
            deliveries / whole.Scoring.TotalSeconds,
            deliveries / (whole.Histories + whole.Scoring).TotalSeconds,
            whole.CpuSeconds / deliveries * 1e6,
            (double)whole.AllocatedBytes / deliveries
        );
    }
}
