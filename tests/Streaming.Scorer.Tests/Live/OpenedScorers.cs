using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Kafka.Registry;
using Streaming.Testing;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Opens scorers on topics of their own, so that tests that share a broker keep apart.</summary>
internal static class OpenedScorers
{
    /// <summary>On a real Kafka; skips the test where none can be had.</summary>
    /// <param name="kafka">The broker.</param>
    /// <param name="stem">Begins the names of the topics.</param>
    /// <param name="partitions">Of each topic.</param>
    /// <param name="registry">Null: one in memory.</param>
    public static async Task<LiveScorer> ScorerAsync(
        this KafkaFixture kafka,
        string stem,
        int partitions = 2,
        ISchemaRegistry? registry = null
    )
    {
        var prefix = Prefix(stem);
        await kafka.CreateTopicsAsync(Under(prefix), partitions);
        return new LiveScorer(await kafka.BootstrapServersAsync(), prefix, partitions, registry, onMock: false);
    }

    /// <summary>On the mock cluster.</summary>
    /// <inheritdoc cref="ScorerAsync(KafkaFixture, string, int, ISchemaRegistry?)"/>
    public static async Task<LiveScorer> ScorerAsync(
        this MockKafka kafka,
        string stem,
        int partitions = 2,
        ISchemaRegistry? registry = null
    )
    {
        var prefix = Prefix(stem);
        await kafka.EnsureTopicsAsync(Under(prefix), partitions);
        return new LiveScorer(kafka.BootstrapServers, prefix, partitions, registry, onMock: true);
    }

    /// <summary>The scorer's topics under a prefix.</summary>
    public static IEnumerable<Topic> Under(string prefix) => Topics.All.Select(topic => topic with { Name = prefix + topic.Name });

    private static string Prefix(string stem) => Unique.Name(stem) + ".";
}
