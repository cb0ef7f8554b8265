using Xunit;

namespace Streaming.House.Tests;

/// <summary>Topics are read by one reader and one lookup: whoever polls a client by hand has a reason, which stands here.</summary>
public sealed class TopicReading
{
    private const string Readers = "src/Streaming.Kafka/Logs/";

    private static readonly IReadOnlyDictionary<string, string> Exceptions = new Dictionary<string, string>
    {
        ["src/Streaming.Scorer/Deliveries/DeliveryReader.cs"] = "a member of the scoring group: partitions come and go while it reads",
        ["src/Streaming.Scorer/Histories/HistoryFollower.cs"] =
            "the scoring loop moves its positions, too: a second table of them would cost every record a look-up and an allocation",
    };

    [Fact]
    public void nobody_else_polls_a_kafka_client()
    {
        var polling = RepositoryFiles
            .All()
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
            .Where(path => !path.StartsWith(Readers, StringComparison.Ordinal))
            .Where(path => RepositoryFiles.ReadText(path)!.Contains(".Consume(", StringComparison.Ordinal));

        Assert.Equal(Exceptions.Keys.Order(StringComparer.Ordinal), polling);
    }
}
