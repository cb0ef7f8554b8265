using Confluent.Kafka;
using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;

namespace Streaming.Console.Projection;

/// <summary>How far the scorers are behind their input, by the offsets that their group has committed, and since when the oldest waiting
/// order waits.</summary>
internal sealed class LagMonitor : IAsyncDisposable
{
    private const string Upsert = """
        insert into console.lag (reader, records, oldest_at, detail, measured_at) values ('scorer', $1, $2, $3, $4)
        on conflict (reader) do update set records = excluded.records, oldest_at = excluded.oldest_at, detail = excluded.detail,
          measured_at = excluded.measured_at
        """;

    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RecordWait = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly IConsumer<byte[], byte[]> group;
    private readonly LogBounds bounds;
    private readonly RecordLookup records;
    private Task<(long? Records, DateTime? Oldest, string Detail)> measuring = Task.FromResult<(long?, DateTime?, string)>(
        (null, null, "")
    );

    public LagMonitor(ProjectorSettings settings, TimeProvider clock)
    {
        this.clock = clock;
        var clients = new LibraryClients(BrokerWait);
        var config = settings.Client.ForReading(settings.ScorerGroup); // asks for its offsets; never joins it
        group = clients.Consumer(config, _ => { });
        bounds = new LogBounds(clients, group);
        records = new RecordLookup(group, RecordWait, TimeProvider.System);
    }

    /// <summary>Writes down what was measured since the last time and measures again, in the background: a cluster that answers slowly must
    /// not hold up the projector.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!measuring.IsCompleted)
            return;
        var (records, oldest, detail) = await measuring;
        measuring = Task.Run(MeasureOrExplain, cancellation);
        if (records is null && detail.Length == 0)
            return; // nothing was measured yet
        await connection.ExecuteAsync(
            Upsert,
            cancellation,
            Commands.Typed(records, NpgsqlDbType.Bigint),
            Commands.Typed(oldest, NpgsqlDbType.TimestampTz),
            detail,
            clock.GetUtcNow().UtcDateTime
        );
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        group.Dispose();
    }

    /// <summary>What cannot be measured is unknown, and the detail says why.</summary>
    private (long? Records, DateTime? Oldest, string Detail) MeasureOrExplain()
    {
        try
        {
            var (records, oldest) = Measure();
            return (records, oldest, "");
        }
        catch (KafkaException fault)
        {
            return (null, null, fault.Error.Reason);
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return (null, null, $"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private (long Records, DateTime? Oldest) Measure()
    {
        var waiting = new List<TopicPartitionOffset>();
        long behind = 0;
        var partitions = TopicPartitions.Of(Topics.OrderDelivered.Name, group.Handle, BrokerWait).ToList();
        var begins = bounds.Beginnings(partitions).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        var ends = bounds.Ends(partitions).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        foreach (var committed in group.Committed(partitions, BrokerWait))
        {
            var from = Math.Max(begins[committed.TopicPartition], committed.Offset.Value); // nothing committed is a negative number
            if (ends[committed.TopicPartition] <= from)
                continue;
            behind += ends[committed.TopicPartition] - from;
            waiting.Add(new TopicPartitionOffset(committed.TopicPartition, from));
        }

        return (behind, OldestOf(waiting));
    }

    /// <summary>Wall time of the oldest record that waits; null when none does, or when only marks of transactions are left.</summary>
    private DateTime? OldestOf(List<TopicPartitionOffset> waiting) =>
        records.FirstFrom(waiting).Values.Min(first => first is null ? null : RecordTime.InstantOf(first.Message.Timestamp));
}
