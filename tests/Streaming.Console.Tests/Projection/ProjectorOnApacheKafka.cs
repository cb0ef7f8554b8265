using Streaming.Contracts;
using Streaming.Testing;

namespace Streaming.Console.Tests.Projection;

public sealed class ProjectorOnApacheKafka(PostgresFixture postgres, KafkaFixture kafka)
{
    private const int Orders = 1_500;
    private const int Kills = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task killed_again_and_again_it_projects_every_committed_record_once_and_the_same_as_from_nothing()
    {
        var broker = await kafka.LocalBrokerAsync();
        await kafka.CreateTopicsAsync(Topics.All, 3);
        await using var tables = await ConsoleTables.EmptyAsync(postgres);
        var publishing = PublishAsync(broker.BootstrapServers);

        for (var kill = 1; kill <= Kills; kill++)
        {
            var before = await tables.CountAsync("orders");
            await using var projector = ProjectorProcess.Start(tables.ConnectionString, broker.BootstrapServers, "");
            await Wait.Until(
                async () => await tables.CountAsync("orders") > before || (publishing.IsCompleted && before == Orders),
                Patience
            );
            await projector.KillAsync();
        }

        await publishing;
        await using var last = await RunningProjector.StartAsync(tables, broker);
        await Wait.Until(
            async () => await tables.CountAsync("orders") == Orders && await tables.CountAsync("alerts") == Orders / 3,
            Patience
        );
        await using var rebuilt = await ConsoleTables.EmptyAsync(postgres);
        await using var fromNothing = await RunningProjector.StartAsync(rebuilt, broker);
        await Wait.For(
            () => rebuilt.DumpAsync(),
            dump => dump.Split('\n').Count(line => line.StartsWith("orders ", StringComparison.Ordinal)) == Orders,
            Patience
        );

        Assert.Equal(["(500,500,500)"], await tables.AskAsync("select (sum(green), sum(yellow), sum(red))::text from console.tier_hours"));
        await Wait.Until(async () => await tables.DumpAsync() == await rebuilt.DumpAsync(), Patience);
        Assert.Empty(await tables.AskAsync("select order_id from console.orders where order_id like 'aborted%'"));
        Assert.Equal([$"{Orders}"], await tables.AskAsync("select sum(orders)::bigint from console.window_days"));
    }

    /// <summary>Transactions of ten orders; every fifth one is aborted.</summary>
    private static async Task PublishAsync(string bootstrapServers)
    {
        using var topics = await OutputTopics.OpenAsync(bootstrapServers, Unique.Name("scorer"));
        for (var from = 0; from < Orders; from += 10)
        {
            topics.Producer.BeginTransaction();
            if (from % 50 == 0)
            {
                topics.Publish(Facts.Scored($"aborted-{from}", 0.1), Facts.Window($"aborted {from}", [1, 0]));
                topics.Producer.Flush(Patience); // what is aborted is on the broker: an empty transaction may not be ended there
                topics.Producer.AbortTransaction();
                topics.Producer.BeginTransaction();
            }

            for (var i = from; i < from + 10; i++)
            {
                var probability = (i % 3) switch
                {
                    0 => 0.1,
                    1 => 0.5,
                    _ => 0.9,
                };
                topics.Publish(Facts.Scored($"order-{i}", probability, Facts.Noon.AddMinutes(i)));
                if (i % 3 == 0)
                    topics.Publish(Facts.Alert($"order-{i}", probability));
            }

            topics.Publish(Facts.Window($"w{from}", [10, 0]));
            topics.Producer.CommitTransaction();
            await Task.Yield();
        }
    }
}
