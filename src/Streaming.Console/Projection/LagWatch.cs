using Confluent.Kafka;
using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Storage;
using Streaming.Contracts;

namespace Streaming.Console.Projection;

/// <summary>How far the scorers are behind their input, by the offsets that their group has committed, and since when the oldest waiting order waits.</summary>
internal sealed class LagWatch : IDisposable
{
    private const string Say = """
        insert into console.lag (reader, records, oldest_at, detail, measured_at) values ('scorer', $1, $2, $3, $4)
        on conflict (reader) do update set records = excluded.records, oldest_at = excluded.oldest_at, detail = excluded.detail, measured_at = excluded.measured_at
        """;

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(3);

    private readonly TimeProvider clock;
    private readonly IConsumer<byte[], byte[]> group;

    public LagWatch(ProjectorSettings settings, TimeProvider clock)
    {
        this.clock = clock;
        var config = settings.Client.ForConsumer();
        config.GroupId = settings.ScorerGroup; // asks for its offsets; never joins it
        config.EnableAutoCommit = false;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        group = new ConsumerBuilder<byte[], byte[]>(config).SetErrorHandler((_, _) => { }).Build();
    }

    /// <summary>Measures and writes it down; what cannot be measured is written down as unknown, with the reason.</summary>
    public async Task MeasureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        long? records = null;
        DateTime? oldest = null;
        var detail = "";
        try
        {
            (records, oldest) = await Task.Run(Measure, cancellation);
        }
        catch (KafkaException trouble)
        {
            detail = trouble.Error.Reason;
        }

        await connection.ExecuteAsync(
            Say, cancellation, Commands.Typed(records, NpgsqlDbType.Bigint), Commands.Typed(oldest, NpgsqlDbType.TimestampTz), detail, clock.GetUtcNow().UtcDateTime);
    }

    public void Dispose() => group.Dispose();

    private (long Records, DateTime? Oldest) Measure()
    {
        var waiting = new List<TopicPartitionOffset>();
        long records = 0;
        foreach (var committed in group.Committed([.. TopicPartitions.Of(Topics.OrderDelivered.Name, group.Handle)], BrokerWait))
        {
            var bounds = group.QueryWatermarkOffsets(committed.TopicPartition, BrokerWait);
            var from = committed.Offset == Offset.Unset ? bounds.Low.Value : Math.Max(bounds.Low.Value, committed.Offset.Value);
            if (bounds.High.Value <= from) continue;
            records += bounds.High.Value - from;
            waiting.Add(new TopicPartitionOffset(committed.TopicPartition, from));
        }

        return (records, OldestOf(waiting));
    }

    /// <summary>Wall time of the oldest record that waits; null when none does, or when only marks of transactions are left.</summary>
    private DateTime? OldestOf(List<TopicPartitionOffset> waiting)
    {
        DateTime? oldest = null;
        foreach (var first in waiting)
        {
            group.Assign(first);
            if (group.Consume(TimeSpan.FromMilliseconds(200)) is { IsPartitionEOF: false } record && (oldest is null || record.Message.Timestamp.UtcDateTime < oldest))
                oldest = record.Message.Timestamp.UtcDateTime;
        }

        group.Unassign();
        return oldest;
    }
}
