using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Registry;
using Streaming.Embedded.Tests.Kafka;
using Streaming.Embedded.Tests.Registry;
using Streaming.Testing;

namespace Streaming.Embedded.Tests;

/// <summary>All parts together in one data folder, as the program runs them.</summary>
public sealed class AllPartsTests : IDisposable
{
    private readonly TemporaryFolder folder = new("all-parts");

    public AllPartsTests() => Assert.SkipUnless(EmbeddedPostgres.IsInstalled(), "No PostgreSQL server is installed");

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task everything_starts_and_stops_twice_in_the_same_folder_with_the_mock() => TwiceAsync(null);

    [Fact]
    public Task everything_starts_and_stops_twice_in_the_same_folder_with_a_real_broker() => TwiceAsync(RealParts.RequireKafkaHome());

    private async Task TwiceAsync(string? kafkaHome)
    {
        var (clusters, ids, records) = (new List<string>(), new List<int>(), new List<int>());
        for (var round = 1; round <= 2; round++)
        {
            await using var postgres = await EmbeddedPostgres.StartAsync(
                new EmbeddedPostgresOptions { DataFolder = folder.Below("postgres"), Fsync = false },
                NullLogger.Instance,
                TimeProvider.System
            );
            await using var registry = await EmbeddedRegistry.StartAsync(postgres.ConnectionString, NullLogger.Instance);
            await using var kafka = await KafkaBrokers.StartAsync(
                new KafkaBrokerOptions { DataFolder = folder.Below("kafka"), KafkaHome = kafkaHome },
                NullLogger.Instance,
                TimeProvider.System
            );
            clusters.Add(kafka.ClusterId);

            using var conversation = new RegistryConversation(registry.Url);
            ids.Add((int)(await conversation.RegisterAsync("order-delivered-value", "\"string\"")).Body["id"]!);

            await kafka.EnsureTopicsAsync(Topics.All, 2);
            var clients = new KafkaClients(kafka);
            using var producer = clients.Producer();
            await producer.ProduceAsync(new TopicPartition(Topics.OrderDelivered.Name, 0), KafkaClients.Record("order", round));
            using var consumer = clients.Consumer("unused");
            consumer.Assign(new TopicPartitionOffset(Topics.OrderDelivered.Name, 0, 0));
            records = KafkaClients.ReadToEnd(consumer, TimeSpan.FromSeconds(30));
        }

        Assert.Equal(ids[0], ids[1]);
        var kept = kafkaHome is not null;
        Assert.Equal(kept, clusters[0] == clusters[1]); // the id changes exactly when the records are gone
        Assert.Equal(kept ? [1, 2] : [2], records);
    }
}
