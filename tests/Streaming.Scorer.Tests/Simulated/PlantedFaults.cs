using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Transactions;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>Mistakes that others have made, put into the scorer to see that the schedules find them.</summary>
internal static class PlantedFaults
{
    public static ScoringSeams Create(string name, SimulatedCluster cluster) =>
        name switch
        {
            "offsets first" => Output(
                (real, records, inputs, group) =>
                {
                    real.Commit([], inputs, group);
                    real.Commit(records, [], group);
                }
            ),
            "outputs first" => Output(
                (real, records, inputs, group) =>
                {
                    real.Commit(records, [], group);
                    real.Commit([], inputs, group);
                }
            ),
            "dead letters outside" => Output(
                (real, records, inputs, group) =>
                {
                    var letters = records
                        .Where(record => record.Topic.EndsWith(Topics.OrderDeliveredDeadLetters.Name, StringComparison.Ordinal))
                        .ToList();
                    foreach (var letter in letters)
                        cluster.Append(letter.Topic, letter.Partition, letter.Message, null);
                    real.Commit([.. records.Except(letters)], inputs, group);
                }
            ),
            "group kept" => GroupKept(),
            "model kept" => ModelKept(),
            "histories fed twice" => new ScoringSeams { GivenUp = FeedAgain },
            "records forgotten" => Output(
                (real, records, inputs, group) => real.Commit([.. records.SkipLast(records.Count > 4 ? 1 : 0)], inputs, group)
            ),
            "nothing recovered" => new ScoringSeams
            {
                Output = real => new Changed(
                    real,
                    (output, records, inputs, group) =>
                    {
                        try
                        {
                            output.Commit(records, inputs, group);
                        }
                        catch (CommitFaultException)
                        {
                            output.Recover();
                            output.Commit(records, inputs, group); // without asking what is committed
                        }
                    }
                ),
            },
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };

    private static ScoringSeams Output(
        Action<IBatchOutput, IReadOnlyList<OutgoingRecord>, IReadOnlyList<TopicPartitionOffset>, IConsumerGroupMetadata> commit
    ) => new() { Output = real => new Changed(real, commit) };

    private static ScoringSeams GroupKept()
    {
        IConsumerGroupMetadata? kept = null;
        return Output((real, records, inputs, group) => real.Commit(records, inputs, kept ??= group));
    }

    private static ScoringSeams ModelKept()
    {
        ServedModel? first = null;
        return new ScoringSeams { Model = served => first ??= served };
    }

    /// <summary>A position that the table has never seen makes it count once more.</summary>
    private static void FeedAgain(IReadOnlyList<ConsumeResult<byte[], byte[]>> records, HistoryTable table)
    {
        foreach (var record in records)
        {
            if (record.Message.Key is null || record.Message.Value.Length < 10)
                continue;
            var order = TestOrders.Delivery("fed-" + record.TopicPartitionOffset, 0, lateDays: 8);
            table.Observe(order, new LogPosition(InputLog.Deliveries, 1_000 + record.Partition.Value, record.Offset.Value));
        }
    }

    private sealed class Changed(
        IBatchOutput real,
        Action<IBatchOutput, IReadOnlyList<OutgoingRecord>, IReadOnlyList<TopicPartitionOffset>, IConsumerGroupMetadata> commit
    ) : IBatchOutput
    {
        public void Commit(
            IReadOnlyList<OutgoingRecord> records,
            IReadOnlyList<TopicPartitionOffset> inputs,
            IConsumerGroupMetadata group
        ) => commit(real, records, inputs, group);

        public void Recover() => real.Recover();

        public void Dispose() => real.Dispose();
    }
}
