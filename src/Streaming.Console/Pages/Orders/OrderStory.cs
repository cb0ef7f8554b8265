using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Console.Charts;
using Streaming.Console.Orders;
using Streaming.Console.Queries.Alerts;
using Streaming.Console.Queries.Orders;
using Streaming.Contracts.Events;
using Streaming.Models.Policy;

namespace Streaming.Console.Pages.Orders;

/// <summary>What is known of an order.</summary>
/// <param name="Id">The order's.</param>
/// <param name="Counted">The score that counts; null where the read models have dropped it.</param>
/// <param name="Scores">What the topics hold, in the order of the log.</param>
/// <param name="Alerts">The latest first.</param>
public sealed record OrderStory(string Id, OrderView? Counted, IReadOnlyList<LoggedScore> Scores, IReadOnlyList<AlertView> Alerts)
{
    /// <summary>Null where there is none.</summary>
    public AlertCase? Case { get; init; }

    /// <summary>The one that counts; null where none came.</summary>
    public OrderReview? Review { get; init; }

    /// <summary>False where no part of this process keeps reviews: their absence says nothing.</summary>
    public required bool KnowsReviews { get; init; }

    /// <summary>The latest first.</summary>
    public IReadOnlyList<ProofRun> Proofs { get; init; } = [];

    /// <summary>Why a proof that was just asked for could not begin.</summary>
    public string? Lack { get; init; }

    /// <summary>The score that counts, as published; null where the topics do not give it.</summary>
    public SatisfactionScored? Latest => Scores.Select(logged => logged.Score).OfType<SatisfactionScored>().MaxBy(Turn);

    /// <summary>The latest event; null where the topics do not give it.</summary>
    public OrderDelivered? Order => Scores.Where(logged => logged.Order is not null).MaxBy(logged => Turn(logged.Score!))?.Order;

    /// <summary>Why records are missing, each said once.</summary>
    public IEnumerable<string> Lacks => Scores.Select(logged => logged.Lack).OfType<string>().Distinct();

    public bool IsProving => Proofs.Any(run => run.Ending is null);

    public (Tier Tier, double Probability)? Outcome =>
        Counted is { } counted ? (counted.Tier, counted.Probability)
        : Alerts.Count > 0 ? (Alerts[0].Score.Tier, Alerts[0].Score.Probability)
        : Case is { } one ? (one.Alert.Tier, one.Alert.Probability)
        : null;

    /// <summary>Reasons of the score that counts.</summary>
    public ContributionChart? Reasons =>
        Latest is { Reasons.Count: > 0 } score
            ? ContributionChart.Of([.. score.Reasons.Select(r => new CaseReason(r.Code, r.Feature, r.Text, r.Contribution))])
            : null;

    private static (int, long) Turn(SatisfactionScored score) => (score.Version, score.DecisionNumber);
}
