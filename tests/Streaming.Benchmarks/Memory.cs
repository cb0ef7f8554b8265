using System.Diagnostics;
using System.Globalization;
using Streaming.Contracts.Events;
using Streaming.Host.Configuration;
using Streaming.Scorer;

namespace Streaming.Benchmarks;

/// <summary>The most memory that one scorer takes over a backlog of a million events with Olist's number of sellers and products, in a
/// process of its own.</summary>
internal static class Memory
{
    private const int OlistOrders = 100_000;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(options with { Orders = OlistOrders }, stop);
        await using var bench = await Bench.StartAsync(options, stop);
        var replicas = (1_000_000 + events.Count - 1) / events.Count;
        bench.Publish(events.SelectMany(occurred => Enumerable.Range(0, replicas).Select(replica => Renamed(occurred, replica))));
        long deliveries = (long)replicas * events.Count(occurred => occurred.Delivery is not null);
        options.Say(
            $"backlog: {(long)replicas * events.Count:N0} events, {deliveries:N0} of them deliveries; "
                + $"{(double)replicas * OlistOrders:N0} orders over the sellers and products of {OlistOrders:N0}"
        );

        string[] arguments =
        [
            "scorer",
            "--bootstrap",
            bench.Client.BootstrapServers,
            "--deliveries",
            deliveries.ToString(CultureInfo.InvariantCulture),
            "--data",
            options.DataFolder,
        ];
        using var scorer = Process.Start(Environment.ProcessPath!, arguments);
        await scorer.WaitForExitAsync(stop);
        if (scorer.ExitCode != 0)
            throw new InvalidOperationException($"the scorer's process ended with exit code {scorer.ExitCode}");
    }

    /// <summary>The scorer's own process: scores so many deliveries and says what it took.</summary>
    public static async Task ScoreAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var bench = await Bench.JoinAsync(options.Bootstrap!, options, stop);
        using var steps = new StepTimes();
        await using var scorer = bench.Scorer(bench.Settings(ProcessingGuarantee.ExactlyOnce, "memory"));
        var run = scorer.RunBacklog(options.Deliveries, steps, stop);
        options.Say(
            $"scored in {(run.Histories + run.Scoring).TotalSeconds:0} s, {run.CpuSeconds / options.Deliveries * 1e6:0} µs of CPU per order"
        );
        foreach (
            var line in File.ReadLines("/proc/self/status")
                .Where(line => line.StartsWith("VmHWM", StringComparison.Ordinal) || line.StartsWith("VmRSS", StringComparison.Ordinal))
        )
            options.Say($"  {line}");
        options.Say($"  managed heap {GC.GetTotalMemory(forceFullCollection: true) / 1e6:N0} MB after a full collection");
    }

    /// <summary>Another order of the same day and the same keys.</summary>
    private static MarketEvent Renamed(MarketEvent occurred, int replica)
    {
        var prefix = replica.ToString("x4", CultureInfo.InvariantCulture);
        if (occurred.Delivery is { } delivery)
            return new MarketEvent(delivery with { OrderId = prefix + delivery.OrderId[4..], EventId = prefix + delivery.EventId });
        var review = occurred.Review!;
        return new MarketEvent(review with { OrderId = prefix + review.OrderId[4..], EventId = prefix + review.EventId });
    }
}
