using Streaming.Host.Demo;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;
using Xunit;

namespace Streaming.Host.Tests.Demo;

/// <summary>Each way in which a demo run can be wrong is seen.</summary>
public sealed class ReconciliationTests
{
    private static readonly string[] Published = ["green", "red"];

    private static readonly Dictionary<string, OfflineScore> Reference = new()
    {
        ["green"] = Scored("green", 0.9, Tier.Green, [1, float.NaN]),
        ["red"] = Scored("red", 0.1, Tier.Red, [2, 3]),
    };

    private readonly Dictionary<string, ScoredSeen> scored = new()
    {
        ["green"] = new ScoredSeen(0.9, [1, float.NaN], "GREEN", 1),
        ["red"] = new ScoredSeen(0.1, [2, 3], "RED", 1),
    };

    private readonly HashSet<string> deadLettered = [];
    private readonly Dictionary<string, string> alerted = new() { ["red"] = "RED" };

    private Reconciliation Reconcile(int repeatedAlerts = 0, long inWindows = 2) =>
        Reconciliation.Of(Published, new ReadOutcomes(scored, deadLettered, alerted, repeatedAlerts, inWindows), Reference);

    private static OfflineScore Scored(string id, double probability, Tier tier, float[] vector) =>
        new()
        {
            OrderId = id,
            DeliveredAt = default,
            Probability = probability,
            Tier = tier,
            Vector = vector,
            Input = default,
        };

    [Fact]
    public void one_outcome_for_each_delivery_is_clean() => Assert.True(Reconcile().IsClean);

    [Fact]
    public void a_dead_letter_accounts_for_a_delivery()
    {
        scored.Remove("green");
        deadLettered.Add("green");

        Assert.True(Reconcile(inWindows: 1).IsClean);
    }

    [Fact]
    public void a_delivery_without_an_outcome_is_lost()
    {
        scored.Remove("green");

        var result = Reconcile(inWindows: 1);

        Assert.False(result.IsClean);
        Assert.Equal(["green"], result.Lost);
    }

    [Fact]
    public void an_order_scored_twice_or_scored_and_dead_lettered_is_duplicated()
    {
        scored["green"] = scored["green"] with { Times = 2 };
        deadLettered.Add("red");

        Assert.Equal(["green", "red"], Reconcile().Duplicated);
        Assert.False(Reconcile().IsClean);
    }

    [Fact]
    public void a_score_that_nobody_delivered_is_unexpected()
    {
        scored["ghost"] = new ScoredSeen(0.9, [], "GREEN", 1);

        Assert.Equal(["ghost"], Reconcile(inWindows: 3).Unexpected);
        Assert.False(Reconcile(inWindows: 3).IsClean);
    }

    [Fact]
    public void one_bit_of_a_probability_or_of_a_vector_is_a_difference()
    {
        scored["green"] = scored["green"] with { Probability = Math.BitIncrement(0.9) };
        scored["red"] = scored["red"] with { Vector = [2, MathF.BitIncrement(3)] };

        Assert.Equal(["green", "red"], Reconcile().Differing);
        Assert.False(Reconcile().IsClean);
    }

    [Fact]
    public void an_alert_that_is_missing_superfluous_of_another_tier_or_repeated_is_wrong()
    {
        Assert.Equal(1, Reconcile(repeatedAlerts: 1).WrongAlerts);
        alerted["red"] = "YELLOW";
        Assert.Equal(1, Reconcile().WrongAlerts);
        alerted["green"] = "RED";
        Assert.Equal(2, Reconcile().WrongAlerts);
        alerted.Clear();
        Assert.Equal(1, Reconcile().WrongAlerts);
        Assert.False(Reconcile().IsClean);
    }

    [Fact]
    public void windows_that_count_another_number_are_seen() => Assert.False(Reconcile(inWindows: 3).IsClean);
}
