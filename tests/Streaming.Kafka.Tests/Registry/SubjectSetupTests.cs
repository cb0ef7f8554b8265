using Streaming.Contracts;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Tests.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Kafka.Tests.Registry;

public sealed class SubjectSetupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_topic_with_a_schema_gets_its_subject_and_level()
    {
        var registry = new InMemorySchemaRegistry();
        await SubjectSetup.ApplyAsync(registry, Token);
        foreach (var topic in Topics.All.Where(topic => topic.Schema is not null))
        {
            Assert.Equal(Schemas.Get(topic.Schema!), (await registry.FindLatestAsync(topic.Subject!, Token))!.Schema);
            Assert.Equal(topic.Compatibility, registry.LevelOf(topic.Subject!));
        }
    }

    [Fact]
    public async Task a_subject_that_holds_something_else_is_refused()
    {
        var registry = new InMemorySchemaRegistry();
        var other = Evolution.Change("review-submitted", schema => schema.Field("review_score")["type"] = "string");
        await registry.RegisterAsync("review-submitted-value", other, cancellation: Token);
        var refused = await Assert.ThrowsAsync<SchemaRefusedException>(() => SubjectSetup.ApplyAsync(registry, Token));
        Assert.Contains("'review-submitted-value'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/review_score: string is not read as int", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_input_whose_writers_went_ahead_gets_the_level_that_protects_the_scorer()
    {
        var registry = new InMemorySchemaRegistry();
        await registry.RegisterAsync("order-delivered-value", Schemas.Get("order-delivered"), cancellation: Token);
        await registry.SetCompatibilityAsync("order-delivered-value", SchemaCompatibility.Backward, Token);
        var ahead = Evolution.Change(
            "order-delivered",
            schema => schema.Fields().Add(System.Text.Json.Nodes.JsonNode.Parse("""{"name": "channel", "type": "string", "default": ""}"""))
        );
        await registry.RegisterAsync("order-delivered-value", ahead, cancellation: Token);
        await SubjectSetup.ApplyAsync(registry, Token);
        Assert.Equal(SchemaCompatibility.ForwardTransitive, registry.LevelOf("order-delivered-value"));
        var without = Evolution.Change("order-delivered", schema => schema.Fields().Remove(schema.Field("recorded_at")));
        Assert.False(await registry.IsCompatibleAsync("order-delivered-value", without, Token));
    }
}
