using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Host.Configuration;
using Streaming.Kafka.Clients;
using Streaming.Marketplace.Synthetic;
using Streaming.Scorer;
using Streaming.Testing;

namespace Streaming.Benchmarks;

/// <summary>From handing an order to a producer until a reader with read_committed has its output, at a fixed rate, in interleaved
/// pairs.</summary>
internal static class Latency
{
    private const int Backlog = 10_000;
    private const int WarmUpSeconds = 3;

    /// <summary>What one scorer or bare loop showed, in milliseconds.</summary>
    internal sealed record Leg(double P50, double P99, int Orders);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(ForLegs(options, 4), stop);
        await using var bench = await Bench.StartAsync(options, stop);
        var feed = Feed(bench, events);
        foreach (var guarantee in new[] { ProcessingGuarantee.ExactlyOnce, ProcessingGuarantee.AtLeastOnce })
        {
            var pairs = new List<(Leg Bare, Leg Whole)>();
            for (var i = 0; i <= options.Rounds; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"{guarantee}-{i}");
                var bare = await MeasureAsync(bench, options, feed, guarantee, "bare-" + name, isBare: true, stop);
                var whole = await MeasureAsync(bench, options, feed, guarantee, "whole-" + name, isBare: false, stop);
                if (i > 0)
                    pairs.Add((bare, whole)); // in the first, broker and clients are still being compiled
                options.Say(
                    $"{guarantee} {(i > 0 ? $"pair {i}" : "warm-up")}: bare p50 {bare.P50:0.0} p99 {bare.P99:0.0} ms, scorer p50 "
                        + $"{whole.P50:0.0} p99 {whole.P99:0.0} ms, ratios {whole.P50 / bare.P50:0.00} and "
                        + $"{whole.P99 / bare.P99:0.00} ({whole.Orders:N0} orders each)"
                );
            }

            options.Say(
                $"{guarantee} medians at {options.Rate:N0} orders/s and their reviews: "
                    + $"bare p50 {Median(p => p.Bare.P50):0.0} p99 {Median(p => p.Bare.P99):0.0} ms, scorer p50 "
                    + $"{Median(p => p.Whole.P50):0.0} p99 {Median(p => p.Whole.P99):0.0} ms; "
                    + $"median of the ratios p50 {Median(p => p.Whole.P50 / p.Bare.P50):0.000}, p99 "
                    + $"{Median(p => p.Whole.P99 / p.Bare.P99):0.000}"
            );
            double Median(Func<(Leg Bare, Leg Whole), double> of) => Figures.Median(pairs.Select(of));
        }
    }

    /// <summary>With enough orders for so many legs in each round; one in ten is never delivered.</summary>
    internal static BenchmarkOptions ForLegs(BenchmarkOptions options, int legs)
    {
        var deliveries = 2 * Backlog + (options.Rounds + 1) * legs * options.Rate * (WarmUpSeconds + options.Seconds);
        return options with { Orders = Math.Max(options.Orders, deliveries * 10 / 9) };
    }

    /// <summary>Publishes some history; what comes after it is there to be measured with.</summary>
    internal static Queue<MarketEvent> Feed(Bench bench, IReadOnlyList<MarketEvent> events)
    {
        bench.Publish(events.Take(2 * Backlog));
        return new Queue<MarketEvent>(events.Skip(2 * Backlog));
    }

    internal static async Task<Leg> MeasureAsync(
        Bench bench,
        BenchmarkOptions options,
        Queue<MarketEvent> feed,
        ProcessingGuarantee guarantee,
        string group,
        bool isBare,
        CancellationToken stop
    )
    {
        bench.BeginAtEnd(group);
        var settings = bench.Settings(guarantee, group);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var reader = Reader(bench.Client, isBare ? Bench.BareOutput : Topics.SatisfactionScored.Name);
        if (isBare)
        {
            var running = Task.Factory.StartNew(
                () => new BareLoop(settings, Bench.BareOutput).Run(long.MaxValue, ended.Token),
                ended.Token,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            var leg = Measure(bench, options, feed, reader, stop);
            await ended.CancelAsync();
            await running;
            return leg;
        }

        await using var scorer = bench.Scorer(settings);
        scorer.StartScoring(stop);
        using var steps = new StepTimes();
        var measured = Measure(bench, options, feed, reader, stop);
        var batches = Math.Max(1, steps.Batches);
        var shown = steps.ByStep.Select(step => $"{step.Key} {step.Value.TotalMilliseconds / batches:0.00}");
        options.Say($"  {group}: {steps.Batches:N0} batches, each in ms: {string.Join(", ", shown)}");
        return measured;
    }

    private static Leg Measure(
        Bench bench,
        BenchmarkOptions options,
        Queue<MarketEvent> feed,
        IConsumer<byte[], byte[]> reader,
        CancellationToken stop
    )
    {
        var sent = new ConcurrentDictionary<string, (long At, bool IsMeasured)>();
        var waiting = options.Rate * (WarmUpSeconds + options.Seconds);
        var publishing = Task.Factory.StartNew(
            () => Publish(bench, options, feed, sent, stop),
            stop,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
        var milliseconds = new List<double>();
        while (waiting > 0)
        {
            stop.ThrowIfCancellationRequested();
            if (publishing.IsFaulted)
                throw publishing.Exception;
            if (reader.Consume(TimeSpan.FromMilliseconds(100)) is not { } record)
                continue;
            if (!sent.TryGetValue(Encoding.UTF8.GetString(record.Message.Key), out var stamp))
                continue;
            waiting--;
            if (stamp.IsMeasured)
                milliseconds.Add(Stopwatch.GetElapsedTime(stamp.At).TotalMilliseconds);
        }

        publishing.Wait(stop);
        return new Leg(Figures.Quantile(milliseconds, 0.5), Figures.Quantile(milliseconds, 0.99), milliseconds.Count);
    }

    /// <summary>Orders evenly spaced on an absolute schedule; the reviews between them go with them.</summary>
    private static void Publish(
        Bench bench,
        BenchmarkOptions options,
        Queue<MarketEvent> feed,
        ConcurrentDictionary<string, (long At, bool IsMeasured)> sent,
        CancellationToken stop
    )
    {
        using var producer = bench.Producer();
        var startedAt = Stopwatch.GetTimestamp();
        var orders = options.Rate * (WarmUpSeconds + options.Seconds);
        for (var number = 0; number < orders; )
        {
            stop.ThrowIfCancellationRequested();
            var due = TimeSpan.FromSeconds((double)number / options.Rate) - Stopwatch.GetElapsedTime(startedAt);
            if (due > TimeSpan.FromMilliseconds(1))
                Thread.Sleep(due);
            var occurred = feed.Dequeue();
            if (occurred.Delivery is not null)
                sent[occurred.OrderId] = (Stopwatch.GetTimestamp(), number++ >= options.Rate * WarmUpSeconds);
            bench.Send(producer, occurred);
        }

        producer.Flush(TimeSpan.FromSeconds(30));
    }

    private static IConsumer<byte[], byte[]> Reader(ClientConfig client, string topic)
    {
        var config = client.ForConsumer();
        (config.GroupId, config.EnableAutoCommit, config.IsolationLevel, config.FetchWaitMaxMs) = (
            "latency-reader",
            false,
            IsolationLevel.ReadCommitted,
            50
        );
        var reader = new ConsumerBuilder<byte[], byte[]>(config).Build();
        reader.Assign(
            TopicPartitions
                .Of(topic, reader.Handle)
                .Select(partition => new TopicPartitionOffset(
                    partition,
                    reader.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High
                ))
        );
        return reader;
    }
}
