using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Web;

namespace Streaming.Console.Orders;

/// <summary>From the cluster, by their places: a score costs two fetches. One reader at a time; whoever waits longer than the patience for
/// it is told so instead.</summary>
public sealed class OrderRecords(ClientConfig client, ISchemaRegistry registry) : IOrderRecords, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly LibraryClients clients = new(Patience);
    private readonly AvroDeserializer<SatisfactionScored> scores = new(registry);
    private readonly AvroDeserializer<OrderDelivered> orders = new(registry);
    private readonly SemaphoreSlim gate = new(1, 1);
    private IConsumer<byte[], byte[]>? consumer;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LoggedScore>> ReadAsync(IReadOnlyList<ScorePlace> places, CancellationToken cancellation)
    {
        if (places.Count == 0)
            return [];
        if (!await gate.WaitAsync(Patience, cancellation))
            return [.. places.Select(place => new LoggedScore(place, null, null, "the topics are being read for others; load again"))];
        try
        {
            return await Task.Run(() => Read(places, cancellation), cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        consumer?.Dispose();
        gate.Dispose();
    }

    private List<LoggedScore> Read(IReadOnlyList<ScorePlace> places, CancellationToken stop)
    {
        consumer ??= clients.Consumer(client.ForReading("console-orders"), _ => { });
        var lookup = new RecordLookup(consumer, Patience, TimeProvider.System);
        var found = new List<LoggedScore>(places.Count);
        string? outage = null; // whoever did not answer once is not asked again
        foreach (var place in places)
        {
            if (outage is null)
                found.Add(ReadOne(lookup, place, ref outage, stop));
            else
                found.Add(new LoggedScore(place, null, null, outage));
        }

        return found;
    }

    private LoggedScore ReadOne(RecordLookup lookup, ScorePlace place, ref string? outage, CancellationToken stop)
    {
        SatisfactionScored? score = null;
        try
        {
            score = At(lookup, Topics.SatisfactionScored.Name, place.Partition, place.Offset, scores, stop);
            if (score is null)
                return new LoggedScore(place, null, null, "the score has left its topic");
            var order = At(lookup, score.InputTopic, score.InputPartition, score.InputOffset, orders, stop);
            return new LoggedScore(place, score, order, order is null ? "the event has left its topic" : null);
        }
        catch (ContractException unreadable)
        {
            return new LoggedScore(place, score, null, $"the record cannot be read: {unreadable.Message}");
        }
        catch (Exception away) when (away is KafkaException or RegistryUnavailableException)
        {
            outage = FailureReason.Of(away) ?? KafkaReason.Of(away) ?? "the brokers do not answer";
            return new LoggedScore(place, score, null, outage);
        }
    }

    private static T? At<T>(
        RecordLookup lookup,
        string topic,
        int partition,
        long offset,
        AvroDeserializer<T> deserializer,
        CancellationToken stop
    )
        where T : class
    {
        if (lookup.At(new TopicPartitionOffset(topic, partition, offset), stop) is not { } record)
            return null;
        var context = new SerializationContext(MessageComponentType.Value, topic, record.Message.Headers);
        return deserializer.Deserialize(record.Message.Value, record.Message.Value is null, context);
    }
}
