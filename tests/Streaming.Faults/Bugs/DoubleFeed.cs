using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Scorer;
using Streaming.Scorer.Deliveries;
using Streaming.Scorer.Loop;

namespace Streaming.Faults.Bugs;

/// <summary>
/// Counts the deliveries of a batch that was given up a second time. The table ignores offsets and ids that it has seen, so the copies bear
/// made-up ones:
/// what a table without that guard would hold.
/// </summary>
internal sealed class DoubleFeed(ISchemaRegistry registry)
{
    private const int MadeUpPartition = 1_000;
    private const string Mark = "again-";

    private readonly InputDecoder decoder = new(registry);
    private long next;

    public static SeededBug Create(Settings settings)
    {
        var registry = new ConfluentRegistry(settings.ToRegistryConfig());
        return new SeededBug(new ScoringSeams { GivenUp = new DoubleFeed(registry).FeedAgain }, registry);
    }

    private void FeedAgain(IReadOnlyList<ConsumeResult<byte[], byte[]>> givenUp, HistoryTable histories)
    {
        foreach (var record in givenUp)
        {
            try
            {
                var delivery = decoder.Delivery(record);
                var copy = delivery with { EventId = Mark + delivery.EventId, OrderId = Mark + delivery.OrderId };
                histories.Observe(copy, new LogPosition(InputLog.Deliveries, MadeUpPartition, next++));
            }
            catch (ContractException)
            {
                // Poison enters no history, not even a doubled one.
            }
        }
    }
}
