using Streaming.Host.Configuration;
using Streaming.Scorer;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Benchmarks;

/// <summary>Share of each step of a batch, over a backlog, exactly once; then what one event costs by itself.</summary>
internal static class Steps
{
    private static readonly string[] Scoring = [BatchTrace.Decode, BatchTrace.Histories, BatchTrace.Score];
    private static readonly string[] Committing = [BatchTrace.Produce, BatchTrace.Offsets, BatchTrace.Commit];

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(options, stop);
        long deliveries = events.Count(occurred => occurred.Delivery is not null);
        await using (var bench = await Bench.StartAsync(options, stop))
        {
            bench.Publish(events);
            for (var i = 0; i < 2; i++) // the first warms up
            {
                using var steps = new StepTimes();
                await using var scorer = bench.Scorer(bench.Settings(ProcessingGuarantee.ExactlyOnce, $"steps-{i}"));
                var run = scorer.RunBacklog(deliveries, steps, stop);
                if (i > 0)
                    Tell(options, run, steps, deliveries);
            }
        }

        await EventCosts.RunAsync(options, stop);
    }

    private static void Tell(BenchmarkOptions options, BacklogRun run, StepTimes steps, long deliveries)
    {
        options.Say(
            $"histories of both logs: {run.Histories.TotalSeconds:0.00} s, {run.Histories.TotalMicroseconds / deliveries:0.0} µs per order"
        );
        options.Say(
            $"scoring: {run.Scoring.TotalSeconds:0.00} s in {steps.Batches:N0} batches of {(double)deliveries / steps.Batches:0} "
                + $"orders, {run.Scoring.TotalMilliseconds / steps.Batches:0.00} ms each"
        );
        Thread("of the thread that scores", Scoring, "poll, and waiting for the commit before");
        Thread("of the thread that commits, at the same time", Committing, "waiting for the next batch");

        void Thread(string title, string[] itsSteps, string idle)
        {
            options.Say($" {title}:");
            var rest = run.Scoring;
            foreach (var step in itsSteps)
            {
                var spent = steps.ByStep.GetValueOrDefault(step);
                Row(step, spent);
                rest -= spent;
            }

            Row(idle, rest);
        }

        void Row(string step, TimeSpan spent) =>
            options.Say(
                $"  {step, -40} {spent / run.Scoring, 6:0.0%} {spent.TotalMicroseconds / deliveries, 7:0.00} µs per order "
                    + $"{spent.TotalMilliseconds / steps.Batches, 7:0.00} ms per batch"
            );
    }
}
