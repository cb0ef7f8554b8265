using Streaming.Contracts.Registry;
using Streaming.Contracts.Tests.Wire;
using Streaming.Testing.Registry;

namespace Streaming.Contracts.Tests.Registry;

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
    }
}
