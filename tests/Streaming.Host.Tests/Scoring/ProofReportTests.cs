using System.Text.Json;
using Confluent.Kafka;
using Streaming.Console.Pages.Models;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Host.Scoring;
using Streaming.Replays.Proofs;
using Xunit;

namespace Streaming.Host.Tests.Scoring;

/// <summary>What <c>prove</c> prints and how it ends.</summary>
public sealed class ProofReportTests
{
    private static readonly DecisionProof Equal = new(Decision(), ProofEnd.Equal);
    private static readonly DecisionProof Different = new(
        Decision(),
        ProofEnd.Different,
        new Difference("probability", "0.5", "0.25", "3fe0000000000000", "3fd0000000000000")
    );
    private static readonly DecisionProof Unprovable = new(Decision(), ProofEnd.Unprovable, Why: "the artifact is gone");

    [Fact]
    public void a_difference_outweighs_what_cannot_be_proved()
    {
        Assert.Equal(ExitCodes.Ok, new ProofReport([Equal, Equal], deep: false).ExitCode);
        Assert.Equal(ExitCodes.Unprovable, new ProofReport([Equal, Unprovable], deep: false).ExitCode);
        Assert.Equal(ExitCodes.Failed, new ProofReport([Unprovable, Different, Equal], deep: false).ExitCode);
    }

    [Fact]
    public void lines_say_where_the_decision_stands_and_what_differs()
    {
        using var output = new StringWriter();
        new ProofReport([Equal, Different, Unprovable], deep: true).Write(output);
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd()).ToArray();

        Assert.Equal(
            "order o1 version 2, satisfaction 0123456789ab by decision 3, satisfaction-scored partition 4 offset 5: equal, from the events",
            lines[0]
        );
        Assert.EndsWith(
            ": DIFFERENT: probability is 0.5 (bits 3fe0000000000000), recomputed 0.25 (bits 3fd0000000000000)",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.EndsWith(": cannot be proved: the artifact is gone", lines[2], StringComparison.Ordinal);
        Assert.Equal("3 decisions: 1 equal, 1 different, 1 not provable", lines[3]);
    }

    [Fact]
    public void json_says_the_same()
    {
        using var json = JsonDocument.Parse(new ProofReport([Different, Unprovable], deep: false).ToJson());
        var decisions = json.RootElement.GetProperty("decisions");

        Assert.Equal(
            (0, 1, 1),
            (
                json.RootElement.GetProperty("equal").GetInt32(),
                json.RootElement.GetProperty("different").GetInt32(),
                json.RootElement.GetProperty("unprovable").GetInt32()
            )
        );
        Assert.Equal("3fe0000000000000", decisions[0].GetProperty("difference").GetProperty("stored_bits").GetString());
        Assert.Equal("the artifact is gone", decisions[1].GetProperty("why").GetString());
        Assert.Equal("unprovable", decisions[1].GetProperty("result").GetString());
    }

    private static StoredDecision Decision() =>
        new(
            new SatisfactionScored
            {
                EventId = "e1",
                Version = 2,
                RecordedAt = new LocalTime(0),
                OrderId = "o1",
                OrderEventId = "oe1",
                DeliveredAt = new LocalTime(0),
                ScoredAt = DateTime.UnixEpoch,
                Probability = 0.5,
                RawMargin = 0,
                Tier = "YELLOW",
                Label = "Neutral",
                Action = "",
                Reasons = [],
                AnsweredBeforeDelivery = false,
                FeatureVector = [],
                ModelName = "satisfaction",
                ModelVersion = "",
                ModelSha256 = "0123456789abcdef",
                DecisionNumber = 3,
                PolicyVersion = "1",
                FeatureVersion = "",
                InputTopic = "order-delivered",
                InputPartition = 0,
                InputOffset = 0,
            },
            new TopicPartitionOffset("satisfaction-scored", 4, 5)
        );
}
