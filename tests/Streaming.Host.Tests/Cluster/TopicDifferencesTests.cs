using Confluent.Kafka.Admin;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

public sealed class TopicDifferencesTests
{
    [Theory]
    [InlineData("3600000", "CreateTime", null)]
    [InlineData("9223372036854775807", "CreateTime", "message.timestamp.after.max.ms is 9223372036854775807, not 3600000")]
    [InlineData("9223372036854775807", "LogAppendTime", null)]
    [InlineData(
        null,
        "CreateTime",
        "message.timestamp.after.max.ms is unknown to this broker, which takes any timestamp: let the topic stamp its records "
            + "(message.timestamp.type=LogAppendTime), or a wrong clock goes unnoticed"
    )]
    [InlineData(null, "LogAppendTime", null)]
    public void an_input_topic_that_takes_timestamps_of_the_future_is_named(string? ahead, string type, string? difference)
    {
        var actual = Topics.OrderDelivered.ToSettings();
        actual["message.timestamp.type"] = type;
        if (ahead is null)
            actual.Remove(Topic.MostAheadSetting);
        else
            actual[Topic.MostAheadSetting] = ahead;
        var found = TopicAdministration.Differences(
            Topics.OrderDelivered,
            actual.ToDictionary(entry => entry.Key, entry => new ConfigEntryResult { Name = entry.Key, Value = entry.Value })
        );
        Assert.Equal(difference is null ? [] : [difference], found);
    }

    [Fact]
    public void every_topic_with_too_few_partitions_is_named_at_once()
    {
        var partitions = Topics.All.ToDictionary(topic => topic.Name, topic => topic == Topics.OrderDelivered ? 8 : 6);
        var named = Topics.All.Where(topic => TopicAdministration.TooFew(topic, partitions[topic.Name], partitions) is not null);
        Assert.Equal([Topics.OrderDeliveredDeadLetters, Topics.OrderDeliveredRedrives], named);
        Assert.Equal(
            "fewer than the 8 of order-delivered: the scorer waits until it has as many (kafka-topics.sh --alter --partitions 8)",
            TopicAdministration.TooFew(Topics.OrderDeliveredRedrives, 6, partitions)
        );
    }
}
