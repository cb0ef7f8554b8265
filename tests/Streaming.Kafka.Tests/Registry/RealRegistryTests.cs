using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tests.Codecs;
using Streaming.Kafka.Tests.Wire;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Registry;

/// <summary>Against a registry that we did not write. Each test has subjects of its own.</summary>
public sealed class RealRegistryTests(RealRegistry server) : IClassFixture<RealRegistry>
{
    private readonly string subject = $"s-{Guid.NewGuid():N}-value";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_registered_schema_is_found_by_id_by_text_and_as_the_latest()
    {
        using var client = await ConnectAsync();
        Assert.Null(await client.FindLatestAsync(subject, Token));
        Assert.Null(await client.FindIdAsync(subject, Schemas.Get("order-delivered"), cancellation: Token));

        var id = await client.RegisterAsync(subject, Schemas.Get("order-delivered"), cancellation: Token);
        using var stranger = await ConnectAsync();
        Assert.Equal(id, await stranger.RegisterAsync(subject, Schemas.Get("order-delivered"), cancellation: Token));
        Assert.Equal(id, await stranger.FindIdAsync(subject, Schemas.Get("order-delivered"), cancellation: Token));
        Assert.True(SchemaText.DescribesSameBytes((await stranger.FindByIdAsync(id, Token))!, Schemas.Get("order-delivered")));
        var latest = await stranger.FindLatestAsync(subject, Token);
        Assert.Equal((id, 1), (latest!.Id, latest.Version));
        Assert.True(SchemaText.DescribesSameBytes(latest.Schema, Schemas.Get("order-delivered")));
    }

    [Fact]
    public async Task an_unknown_id_is_null()
    {
        using var client = await ConnectAsync();
        Assert.Null(await client.FindByIdAsync(987_654, Token));
    }

    [Fact]
    public async Task an_incompatible_change_is_refused_and_a_compatible_one_is_a_new_version()
    {
        using var client = await ConnectAsync();
        var breaking = Evolution.Change("review-submitted", schema => schema.Field("review_score")["type"] = "string");
        var harmless = Evolution.Change("review-submitted", schema => schema.Fields().Remove(schema.Field("customer_state")));
        Assert.True(await client.IsCompatibleAsync(subject, breaking, Token)); // nothing there yet
        await client.RegisterAsync(subject, Schemas.Get("review-submitted"), cancellation: Token);
        await client.SetCompatibilityAsync(subject, SchemaCompatibility.FullTransitive, Token);

        Assert.False(await client.IsCompatibleAsync(subject, breaking, Token));
        Assert.True(await client.IsCompatibleAsync(subject, harmless, Token));
        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => client.RegisterAsync(subject, breaking, cancellation: Token));
        Assert.True(refused.IsIncompatible);
        await client.RegisterAsync(subject, harmless, cancellation: Token);
        Assert.Equal(2, (await client.FindLatestAsync(subject, Token))!.Version);
    }

    [Fact]
    public async Task what_is_no_schema_is_refused()
    {
        using var client = await ConnectAsync();
        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() =>
            client.RegisterAsync(subject, """{"type":"nonsense"}""", cancellation: Token)
        );
        Assert.Equal(422, refused.Status);
    }

    [Fact]
    public async Task the_whole_topic_table_is_registered_twice_with_equal_ids()
    {
        using var client = await ConnectAsync();
        var once = await SubjectSetup.ApplyAsync(client, Token);
        using var stranger = await ConnectAsync();
        Assert.Equal(once, await SubjectSetup.ApplyAsync(stranger, Token));
        Assert.Equal(Topics.All.Count(topic => topic.Schema is not null), once.Count);
    }

    [Fact]
    public async Task records_travel_between_clients_that_share_only_the_registry()
    {
        using var writer = await ConnectAsync();
        using var reader = await ConnectAsync();
        var context = new SerializationContext(MessageComponentType.Value, subject[..^"-value".Length]);
        var bytes = new AvroSerializer<SatisfactionScored>(writer).Serialize(Samples.Scored, context);
        var back = new AvroDeserializer<SatisfactionScored>(reader).Deserialize(bytes, false, context);
        Assert.Equal(AvroCodecs.For<SatisfactionScored>().Encode(Samples.Scored), AvroCodecs.For<SatisfactionScored>().Encode(back));
    }

    [Fact]
    public async Task a_record_of_an_older_schema_is_resolved()
    {
        using var client = await ConnectAsync();
        var older = Evolution.Change("model-promoted", schema => schema.Fields().Remove(schema.Field("version")));
        var id = await client.RegisterAsync(subject, older, cancellation: Token);
        var promoted = Samples.Promoted with { EventId = "e", Version = 1 };
        var payload = AvroCodecs.For<ModelPromoted>().Encode(promoted).ToList();
        payload.RemoveAt(2); // the version, right after the event id of one letter
        byte[] bytes = [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, .. payload];
        Assert.Equal(promoted, new AvroDeserializer<ModelPromoted>(client).Deserialize(bytes, false, SerializationContext.Empty));
    }

    [Fact]
    public async Task a_wrong_path_is_not_an_unknown_id()
    {
        var url = await UrlAsync();
        using var client = new ConfluentRegistry(new SchemaRegistryConfig { Url = new Uri(url, "/nowhere").ToString(), MaxRetries = 0 });
        await Assert.ThrowsAsync<RegistryUnavailableException>(() => client.FindByIdAsync(1, Token));
    }

    private async Task<ConfluentRegistry> ConnectAsync() => new(new SchemaRegistryConfig { Url = (await UrlAsync()).ToString() });

    private async Task<Uri> UrlAsync()
    {
        Assert.SkipUnless(RealRegistry.Missing is null, RealRegistry.Missing ?? "");
        return await server.StartAsync(Token);
    }
}
