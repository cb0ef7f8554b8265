namespace Streaming.Contracts.Tests;

public sealed class TopicsTests
{
    [Fact]
    public void every_schema_exists_and_every_schema_has_a_topic() =>
        Assert.Equal(Schemas.Names, Topics.All.Select(topic => topic.Schema).OfType<string>().Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public void inputs_stay_readable_by_us_and_outputs_by_anybody()
    {
        foreach (var topic in Topics.All)
        {
            var isInput = topic == Topics.OrderDelivered || topic == Topics.ReviewSubmitted;
            Assert.Equal(
                topic.Schema is null ? null
                    : isInput ? SchemaCompatibility.ForwardTransitive
                    : SchemaCompatibility.FullTransitive,
                topic.Compatibility
            );
            Assert.Equal(topic.Schema is null ? null : topic.Name + "-value", topic.Subject);
        }
    }

    [Fact]
    public void only_a_compacted_topic_keeps_for_ever()
    {
        foreach (var topic in Topics.All)
            Assert.Equal(topic.Cleanup == TopicCleanup.Compact, topic.Retention is null);
    }

    [Fact]
    public void names_are_unique_and_partitions_positive()
    {
        Assert.Equal(Topics.All.Count, Topics.All.Select(topic => topic.Name).Distinct().Count());
        Assert.All(Topics.All, topic => Assert.True(topic.Partitions > 0));
    }
}
