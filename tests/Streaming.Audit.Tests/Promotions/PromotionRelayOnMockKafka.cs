using Confluent.Kafka;
using Streaming.Audit.Promotions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Audit.Tests.Promotions;

public sealed class PromotionRelayOnMockKafka(PostgresFixture postgres)
{
    private readonly InMemorySchemaRegistry registry = new();

    [Fact]
    public async Task publishes_the_latest_decision_of_every_model_once()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        var latest = await store.PromoteAsync("2");
        var other = await store.PromoteAsync("1", name: "returns");
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);
        var relay = new PromotionRelay(store.Models, Topic(kafka, producer));

        Assert.Equal([other, latest], await relay.RelayAsync());
        Assert.Empty(await relay.RelayAsync());
        Assert.Equal([other, latest], OnTopic(kafka, producer));
    }

    [Fact]
    public async Task scorers_are_told_what_the_events_say_whatever_somebody_wrote_into_the_read_model()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        var latest = await store.PromoteAsync("2");
        await database.ExecuteAsync("update audit.mt_doc_modelhistory set data = jsonb_set(data, '{champions,1,decisionNumber}', '77')");
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);

        Assert.Equal([latest], await new PromotionRelay(store.Models, Topic(kafka, producer)).RelayAsync());
    }

    [Fact]
    public async Task a_rollback_is_published_with_its_kind_and_the_next_number()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await store.PromoteAsync("2");
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);
        var relay = new PromotionRelay(store.Models, Topic(kafka, producer));
        await relay.RelayAsync();

        var decided = await store.Models.RollBackAsync(Candidates.Name, "1", "ana", "2 was worse");

        Assert.Equal([decided], await relay.RelayAsync());
        Assert.Equal([decided], OnTopic(kafka, producer));
        Assert.Equal(("rolled_back", "1", 3), (decided.Kind, decided.ModelVersion, decided.DecisionNumber));
    }

    [Fact]
    public async Task publishes_the_same_record_again_when_the_topic_was_lost()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var decided = await store.PromoteAsync("1");
        await using (var lost = MockKafka.Start())
        {
            using var before = Producer(lost);
            await new PromotionRelay(store.Models, Topic(lost, before)).RelayAsync();
        }

        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);
        var published = await new PromotionRelay(database.Open().Models, Topic(kafka, producer)).RelayAsync();

        Assert.Equal([decided], published);
        Assert.Equal([decided], OnTopic(kafka, producer));
    }

    [Fact]
    public async Task a_late_older_record_does_not_stay_the_last()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var older = await store.PromoteAsync("1");
        var latest = await store.PromoteAsync("2");
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);
        var topic = Topic(kafka, producer);
        await topic.PublishAsync(latest, TestContext.Current.CancellationToken);
        await topic.PublishAsync(older, TestContext.Current.CancellationToken);

        Assert.Equal([latest], await new PromotionRelay(store.Models, topic).RelayAsync());
        Assert.Equal([latest], OnTopic(kafka, producer));
    }

    [Fact]
    public async Task a_record_that_the_store_does_not_know_is_named_and_keeps_no_decision_from_being_published()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var decided = await store.PromoteAsync("1");
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);
        var topic = Topic(kafka, producer);
        var foreign = decided with { DecisionNumber = 7 };
        await topic.PublishAsync(foreign, TestContext.Current.CancellationToken);

        var relay = new PromotionRelay(store.Models, topic);

        Assert.Equal([decided], await relay.RelayAsync(TestContext.Current.CancellationToken));

        Assert.Equal([decided], OnTopic(kafka, producer));
        var next = await store.PromoteAsync("2");
        await topic.PublishAsync(foreign, TestContext.Current.CancellationToken);
        Assert.Equal([next], await relay.RelayAsync(TestContext.Current.CancellationToken));
        Assert.Equal([foreign], relay.Foreign);
        Assert.Empty(await relay.RelayAsync(TestContext.Current.CancellationToken));
        Assert.Empty(relay.Foreign);
    }

    [Fact]
    public async Task records_that_are_no_promotions_are_named_and_keep_no_decision_from_being_published()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var decided = await store.PromoteAsync("1");
        await using var kafka = MockKafka.Start();
        using var producer = Producer(kafka);
        var topic = Topic(kafka, producer);
        var relay = new PromotionRelay(store.Models, topic);
        await relay.RelayAsync(TestContext.Current.CancellationToken);
        using (var odd = new ProducerBuilder<string?, byte[]?>(new ProducerConfig { BootstrapServers = kafka.BootstrapServers }).Build())
        {
            foreach (
                var (key, value) in new (string?, byte[]?)[]
                {
                    ("a", [9]),
                    ("b", null),
                    ("c", []),
                    (null, [0, 0, 0, 0, 1, 7, 7]),
                    ("d", [0, 0, 0, 0, 1]),
                }
            )
                await odd.ProduceAsync(
                    "model-promotions",
                    new Message<string?, byte[]?> { Key = key, Value = value },
                    TestContext.Current.CancellationToken
                );
        }

        Assert.Empty(await relay.RelayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, relay.Unusable.Count);
        Assert.All(relay.Unusable, line => Assert.Contains("partition ", line, StringComparison.Ordinal));

        var next = await store.PromoteAsync("2");
        Assert.Equal([next], await relay.RelayAsync(TestContext.Current.CancellationToken));
        Assert.NotEqual(decided, next);
    }

    [Fact]
    public async Task has_nothing_to_say_before_the_first_decision()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        await using var kafka = await KafkaAsync();
        using var producer = Producer(kafka);

        Assert.Empty(await new PromotionRelay(database.Open().Models, Topic(kafka, producer)).RelayAsync());
    }

    /// <summary>With the topic as the table of topics has it: one partition.</summary>
    private static async Task<MockKafka> KafkaAsync()
    {
        var kafka = MockKafka.Start();
        await kafka.EnsureTopicsAsync([Topics.ModelPromotions], Topics.ModelPromotions.Partitions, TestContext.Current.CancellationToken);
        return kafka;
    }

    private IProducer<string, ModelPromoted> Producer(MockKafka kafka) => new ProducerBuilder<string, ModelPromoted>(
            new ProducerConfig
            {
                BootstrapServers = kafka.BootstrapServers,
                Acks = Acks.All,
                LingerMs = 0,
            }
        ).SetValueSerializer(new AvroSerializer<ModelPromoted>(registry)).Build();

    private PromotionTopic Topic(MockKafka kafka, IProducer<string, ModelPromoted> producer) =>
        new PromotionTopic(producer, new ClientConfig { BootstrapServers = kafka.BootstrapServers }, registry);

    private List<ModelPromoted> OnTopic(MockKafka kafka, IProducer<string, ModelPromoted> producer) =>
        [
            .. Topic(kafka, producer)
                .ReadLatest(TestContext.Current.CancellationToken)
                .SelectMany(records => records)
                .OrderBy(record => record.ModelName, StringComparer.Ordinal),
        ];
}
