using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Models.Policy;
using Streaming.Quality.Tables;
using Streaming.Scorer.Scores;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Benchmarks;

/// <summary>What each part of scoring one order costs on one thread, without Kafka. Orders are scored at their own time: histories stand as
/// they stood then.</summary>
internal static class EventCosts
{
    private const int MeasuredOrders = 40_000;

    public static Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(options, stop);
        var model = ServingModel.Load(Market.Artifact(options, stop));
        var costs = new SortedDictionary<string, (double Microseconds, double Bytes)>(StringComparer.Ordinal);
        for (var pass = 0; pass < 2; pass++)
            Measure(events, model, costs); // the first warms up
        options.Say(
            $"per event, one thread ({model.Content.Forest.TreeCount} trees of "
                + $"{model.Content.Forest.LeafCount / (double)model.Content.Forest.TreeCount:0.#} leaves, "
                + $"{Math.Min(MeasuredOrders, events.Count):N0} events):"
        );
        foreach (var (part, cost) in costs)
            options.Say($"  {part, -22} {cost.Microseconds, 7:0.00} µs {cost.Bytes, 8:N0} bytes allocated");
        return Task.CompletedTask;
    }

    private static void Measure(IReadOnlyList<MarketEvent> events, ServingModel model, SortedDictionary<string, (double, double)> costs)
    {
        var registry = new InMemorySchemaRegistry();
        var (serializer, deserializer) = (new AvroSerializer<OrderDelivered>(registry), new AvroDeserializer<OrderDelivered>(registry));
        var (reviewSerializer, reviewDeserializer) = (
            new AvroSerializer<ReviewSubmitted>(registry),
            new AvroDeserializer<ReviewSubmitted>(registry)
        );
        var scoredSerializer = new AvroSerializer<SatisfactionScored>(registry);
        var (input, reviewInput, output) = (
            Context(Topics.OrderDelivered),
            Context(Topics.ReviewSubmitted),
            Context(Topics.SatisfactionScored)
        );

        // Everything but the last part of the log is observed first, so that the histories are of a grown marketplace.
        var table = new HistoryTable();
        var first = Math.Max(0, events.Count - MeasuredOrders);
        for (var i = 0; i < first; i++)
            Observe(table, events[i], i);
        var measured = events.Skip(first).ToArray();
        var deliveries = measured.Where(occurred => occurred.Delivery is not null).Select(occurred => occurred.Delivery!).ToArray();
        var encoded = deliveries.Select(order => serializer.Serialize(order, input)).ToArray();
        var reviews = measured
            .Where(occurred => occurred.Review is not null)
            .Select(occurred => reviewSerializer.Serialize(occurred.Review!, reviewInput))
            .ToArray();

        costs["1 decode delivery"] = Cost(encoded.Length, i => deserializer.Deserialize(encoded[i], false, input));
        var theirs = new ConfluentCosts(scoredSerializer);
        costs["1c by Confluent's"] = Cost(encoded.Length, i => theirs.Decode(encoded[i]));
        var set = new InMemorySchemaRegistry { AvroImplementation = AvroImplementation.Confluent };
        set.AddUnchecked(Schemas.Get("order-delivered")); // under the id that it has in the other registry
        var setDeserializer = new AvroDeserializer<OrderDelivered>(set);
        costs["1d set to confluent"] = Cost(encoded.Length, i => setDeserializer.Deserialize(encoded[i], false, input));
        costs["2 check delivery"] = Cost(deliveries.Length, i => OrderContract.Check(deliveries[i]));
        var (rules, flags) = (SchemaFile.Load(Path.Combine(RepositoryRoot.Find(), "ops", "config")).OrderRules, new FlagCounts());
        flags.Flag(OrderField.Price, 0, ValueFault.Bounds); // takes its room before the measurement
        costs["2b flag delivery"] = Cost(deliveries.Length, i => rules.Judge(deliveries[i], flags));
        costs["3 decode review"] = Cost(reviews.Length, i => reviewDeserializer.Deserialize(reviews[i], false, reviewInput));
        costs["4 observe event"] = Cost(measured.Length, i => Observe(table, measured[i], first + i));

        var row = new FeatureRow();
        FeatureBuilder.Build(deliveries[^1], table, row); // closes the days
        var vectors = deliveries.Select(order => Vector(order, table, model, row)).ToArray();
        costs["5 features"] = Cost(deliveries.Length, i => FeatureBuilder.Build(deliveries[i], table, row));
        costs["6 categories to codes"] = Cost(deliveries.Length, _ => model.Categories.Encode(row));
        costs["7 forest"] = Cost(vectors.Length, i => model.Score(vectors[i]));
        costs["8 reasons"] = Cost(vectors.Length, i => model.Explain(vectors[i]));
        var served = new ServedModel(model, 1);
        var at = new TopicPartitionOffset(Topics.OrderDelivered.Name, 0, 0);
        var scored = deliveries
            .Select((order, i) => new ScoredOrder(order, model.Score(vectors[i]), model.Explain(vectors[i]), vectors[i], false))
            .ToArray();
        costs["9 encode"] = Cost(
            scored.Length,
            i => scoredSerializer.Serialize(scored[i].ToScored(served, at, DateTime.UnixEpoch), output)
        );
        var records = scored.Select(one => theirs.Of(one.ToScored(served, at, DateTime.UnixEpoch))).ToArray();
        costs["9c by Confluent's"] = Cost(records.Length, i => theirs.Encode(records[i]));
        var setSerializer = new AvroSerializer<SatisfactionScored>(set);
        costs["9d set to confluent"] = Cost(
            scored.Length,
            i => setSerializer.Serialize(scored[i].ToScored(served, at, DateTime.UnixEpoch), output)
        );
    }

    private static SerializationContext Context(Topic topic) => new(MessageComponentType.Value, topic.Name);

    private static float[] Vector(OrderDelivered order, HistoryTable table, ServingModel model, FeatureRow row)
    {
        FeatureBuilder.Build(order, table, row);
        model.Categories.Encode(row);
        return [.. row.Values];
    }

    private static void Observe(HistoryTable table, MarketEvent occurred, long offset)
    {
        if (occurred.Delivery is { } delivery)
            table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset));
        else
            table.Observe(occurred.Review!, new LogPosition(InputLog.Reviews, 0, offset));
    }

    /// <summary>Bytes of all threads: some parts work on those of the pool.</summary>
    private static (double Microseconds, double Bytes) Cost(int count, Action<int> part)
    {
        GC.Collect();
        var (startedAt, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes(precise: true));
        for (var i = 0; i < count; i++)
            part(i);
        return (
            Stopwatch.GetElapsedTime(startedAt).TotalMicroseconds / count,
            (double)(GC.GetTotalAllocatedBytes(precise: true) - allocated) / count
        );
    }
}
