using Streaming.Cases.Intake;
using Streaming.Cases.Policy;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;

namespace Streaming.Cases.Tests.Intake;

/// <summary>One partition per topic, in memory, and an intake that reads it without Kafka.</summary>
internal sealed class IntakeLog
{
    private readonly List<IntakeRecord> records = [];

    public IReadOnlyList<IntakeRecord> Records => records;

    public void Add(params object[] told)
    {
        foreach (var one in told)
        {
            var (topic, fact) = one switch
            {
                SatisfactionAlert { Tier: "RED" } alert => (IntakeRecord.Topics[0], (object)Told.Decoded(alert)),
                SatisfactionAlert alert => (IntakeRecord.Topics[1], Told.Decoded(alert)),
                ReviewSubmitted review => (IntakeRecord.Topics[2], Told.Decoded(review)),
                _ => (IntakeRecord.Topics[2], one),
            };
            records.Add(new IntakeRecord(topic, 0, records.Count(record => record.Topic == topic), fact));
        }
    }

    /// <summary>Takes in everything behind the stored positions.</summary>
    public async Task<IntakeResult> ApplyAsync(
        CaseDatabase database,
        CasePolicy? policy = null,
        int size = 100,
        string logId = "log",
        Action<IntakePoint>? reached = null
    )
    {
        var cancellation = TestContext.Current.CancellationToken;
        var writer = new IntakeWriter(database.Store, policy ?? new CasePolicy(), logId) { Reached = reached };
        await using var connection = await database.Store.ConnectAsync(cancellation);
        await writer.ClaimAsync(connection, cancellation);
        var result = IntakeResult.None;
        foreach (var chunk in records.Chunk(size))
        {
            var next = chunk
                .GroupBy(record => (record.Topic, record.Partition))
                .ToDictionary(place => place.Key, place => place.Max(record => record.Offset) + 1);
            result += await writer.ApplyAsync(connection, new LogBatch<IntakeRecord>(chunk, next), cancellation);
        }

        return result;
    }
}
