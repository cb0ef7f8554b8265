using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Kafka.Logs;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Logs;
using Streaming.Scorer.Monitoring;
using Xunit;

namespace Streaming.Scorer.Tests.Logs;

public sealed class LogWatchTests
{
    private static readonly ScorerSettings Settings = new() { Client = new ClientConfig(), Instance = "one" };

    private readonly LogWatch watch = new(Settings, new ScorerState(TimeProvider.System), TimeProvider.System, NullLogger.Instance);

    [Fact]
    public void a_topic_of_another_id_is_told_once()
    {
        watch.Note(Ids(("orders", "a"), ("reviews", "b")));
        watch.ThrowIfChanged();
        watch.Note(Ids(("orders", "c"), ("reviews", "b")));

        var anew = Assert.Throws<TopicMadeAnewException>(watch.ThrowIfChanged);
        Assert.Equal("topic orders was deleted and made anew: its id is c, it was a", anew.Message);
        watch.ThrowIfChanged();
        watch.Note(Ids(("orders", "c"), ("reviews", "b")));
        watch.ThrowIfChanged();
    }

    [Fact]
    public void another_cluster_under_the_same_address_is_told()
    {
        watch.Note(Ids(("orders", "a")));
        watch.Note(new LogIds("other", new Dictionary<string, string> { ["orders"] = "a" }));
        Assert.Equal(
            "this is another cluster: its id is other, it was cluster",
            Assert.Throws<TopicMadeAnewException>(watch.ThrowIfChanged).Message
        );
    }

    [Fact]
    public void nobody_reads_a_batch_again_with_the_clients_of_the_earlier_topic()
    {
        var anew = new TopicMadeAnewException("topic orders was deleted and made anew");
        Assert.Null(FaultPolicy.RetryCause(anew));
        Assert.NotNull(FaultPolicy.RestartCause(anew));
    }

    private static LogIds Ids(params (string Name, string Id)[] topics) =>
        new("cluster", topics.ToDictionary(topic => topic.Name, topic => topic.Id));
}
