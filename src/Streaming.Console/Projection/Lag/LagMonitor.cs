using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Npgsql;
using NpgsqlTypes;
using Streaming.Console.Storage;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Logs;

namespace Streaming.Console.Projection.Lag;

/// <summary>How far the scorers are behind their input in each partition, by the offsets that their group has committed, since when the
/// oldest waiting order waits, and which instance has the partition.</summary>
internal sealed class LagMonitor : IAsyncDisposable
{
    private const string Upsert = """
        insert into console.lag (reader, records, oldest_at, detail, measured_at) values ('scorer', $1, $2, $3, $4)
        on conflict (reader) do update set records = excluded.records, oldest_at = excluded.oldest_at, detail = excluded.detail,
          measured_at = excluded.measured_at
        """;

    private const string UpsertPartitions = """
        with gone as (delete from console.partition_lag where not partition = any($1::int[]))
        insert into console.partition_lag as p (partition, committed, end_offset, oldest_at, rate, owner, host, moved_at, measured_at)
        select *, $9::timestamptz from unnest($1::int[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::double precision[], $6::text[],
          $7::text[], $8::timestamptz[])
        on conflict (partition) do update set committed = excluded.committed, end_offset = excluded.end_offset,
          oldest_at = excluded.oldest_at, rate = excluded.rate, owner = excluded.owner, host = excluded.host,
          moved_at = excluded.moved_at, measured_at = excluded.measured_at
        """;

    private static readonly LagMeasurement Nothing = new([], "");
    private static readonly TimeSpan BrokerWait = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RecordWait = TimeSpan.FromSeconds(1);

    private readonly TimeProvider clock;
    private readonly string groupId;
    private readonly IConsumer<byte[], byte[]> group;
    private readonly IAdminClient admin;
    private readonly LogBounds bounds;
    private readonly RecordLookup records;
    private readonly LagPace pace = new();
    private Task<LagMeasurement> measuring = Task.FromResult(Nothing);

    public LagMonitor(ProjectorSettings settings, TimeProvider clock)
    {
        this.clock = clock;
        groupId = settings.ScorerGroup;
        var clients = new LibraryClients(BrokerWait);
        var config = settings.Client.ForReading(settings.ScorerGroup); // asks for its offsets; never joins it
        group = clients.Consumer(config, _ => { });
        admin = new DependentAdminClientBuilder(group.Handle).Build();
        bounds = new LogBounds(clients, group);
        records = new RecordLookup(group, RecordWait, TimeProvider.System);
    }

    /// <summary>Writes down what was measured since the last time and measures again, in the background: a cluster that answers slowly must
    /// not hold up the projector.</summary>
    public async Task WriteAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (!measuring.IsCompleted)
            return;
        var measured = await measuring;
        measuring = Task.Run(MeasureOrExplainAsync, cancellation);
        if (measured == Nothing)
            return; // nothing was measured yet
        var isKnown = measured.Detail.Length == 0;
        await connection.ExecuteAsync(
            Upsert,
            cancellation,
            Commands.Typed(isKnown ? measured.Waiting : null, NpgsqlDbType.Bigint),
            Commands.Typed(measured.OldestAt, NpgsqlDbType.TimestampTz),
            measured.Detail,
            clock.GetUtcNow().UtcDateTime
        );
        if (isKnown)
            await WritePartitionsAsync(connection, measured.Partitions, cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await ((Task)measuring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        admin.Dispose();
        group.Dispose();
    }

    private async Task WritePartitionsAsync(
        NpgsqlConnection connection,
        IReadOnlyList<PartitionLag> partitions,
        CancellationToken cancellation
    )
    {
        var now = clock.GetUtcNow();
        var paces = partitions.Select(partition => pace.Note(partition, now)).ToList();
        await connection.ExecuteAsync(
            UpsertPartitions,
            cancellation,
            partitions.Select(partition => partition.Partition).ToArray(),
            partitions.Select(partition => partition.Committed).ToArray(),
            partitions.Select(partition => partition.End).ToArray(),
            partitions.Select(partition => partition.OldestAt).ToArray(),
            paces.Select(pace => pace.Rate).ToArray(),
            partitions.Select(partition => partition.Owner?.ClientId).ToArray(),
            partitions.Select(partition => partition.Owner?.Host).ToArray(),
            paces.Select(pace => pace.MovedAt.UtcDateTime).ToArray(),
            now.UtcDateTime
        );
    }

    /// <summary>What cannot be measured is unknown, and the detail says why.</summary>
    private async Task<LagMeasurement> MeasureOrExplainAsync()
    {
        try
        {
            return await MeasureAsync();
        }
        catch (KafkaException fault)
        {
            return new LagMeasurement([], fault.Error.Reason);
        }
        catch (Exception unexpected) when (unexpected is not OutOfMemoryException)
        {
            return new LagMeasurement([], $"{unexpected.GetType().Name}: {unexpected.Message}");
        }
    }

    private async Task<LagMeasurement> MeasureAsync()
    {
        var partitions = TopicPartitions.Of(Topics.OrderDelivered.Name, group.Handle, BrokerWait).ToList();
        var begins = bounds.Beginnings(partitions).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        var ends = bounds.Ends(partitions).ToDictionary(bound => bound.TopicPartition, bound => bound.Offset.Value);
        var next = group
            .Committed(partitions, BrokerWait)
            // nothing committed is a negative number
            .ToDictionary(at => at.TopicPartition, at => Math.Max(begins[at.TopicPartition], at.Offset.Value));
        var waiting = partitions.Where(partition => ends[partition] > next[partition]);
        var oldest = records.FirstFrom([.. waiting.Select(partition => new TopicPartitionOffset(partition, next[partition]))]);
        var owners = await OwnersAsync();
        return new LagMeasurement(
            [
                .. partitions
                    .OrderBy(partition => partition.Partition.Value)
                    .Select(partition => new PartitionLag(
                        partition.Partition.Value,
                        next[partition],
                        Math.Max(ends[partition], next[partition]),
                        oldest.GetValueOrDefault(partition) is { } first ? RecordTime.InstantOf(first.Message.Timestamp) : null,
                        owners.GetValueOrDefault(partition)
                    )),
            ],
            ""
        );
    }

    /// <summary>Empty where the cluster does not say, as the mock cluster, or this user may not ask.</summary>
    private async Task<IReadOnlyDictionary<TopicPartition, PartitionOwner>> OwnersAsync()
    {
        try
        {
            var described = await admin.DescribeConsumerGroupsAsync(
                [groupId],
                new DescribeConsumerGroupsOptions { RequestTimeout = BrokerWait }
            );
            return described
                .ConsumerGroupDescriptions.Single()
                .Members.SelectMany(member =>
                    member.Assignment.TopicPartitions.Select(partition => (partition, new PartitionOwner(member.ClientId, member.Host)))
                )
                .ToDictionary(owned => owned.partition, owned => owned.Item2);
        }
        catch (KafkaException)
        {
            return new Dictionary<TopicPartition, PartitionOwner>();
        }
    }
}
