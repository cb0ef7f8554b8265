using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Cases.Policy;

namespace Streaming.Cases.Intake;

/// <summary>What the topics tell of one order, and the events that follow from it. Pure: time and what is known are given.</summary>
/// <param name="orderId">The order.</param>
/// <param name="current">Its case; null when it has none.</param>
/// <param name="known">Its reviews so far.</param>
/// <param name="policy">Which alerts become cases.</param>
/// <param name="now">Wall time.</param>
internal sealed class OrderStory(string orderId, AlertCase? current, IEnumerable<StoredReview> known, CasePolicy policy, DateTimeOffset now)
{
    /// <summary>A fall of the probability from which a case that is in the same tier counts as worse.</summary>
    public const double WorseBy = 0.10;

    private readonly Dictionary<string, StoredReview> reviews = known.ToDictionary(review => review.EventId, StringComparer.Ordinal);

    public string OrderId { get; } = orderId;

    public AlertCase? Current { get; private set; } = current;

    /// <summary>Events that are to be appended.</summary>
    public List<object> Happened { get; } = [];

    /// <summary>Reviews that are new or corrected.</summary>
    public Dictionary<string, StoredReview> NewReviews { get; } = new(StringComparer.Ordinal);

    /// <summary>An alert that was not looked at before.</summary>
    public SeenAlert Take(OrderAlert told, Func<DayRoom> room)
    {
        var alert = told.Alert;
        var rank = policy.Rank(alert);
        if (Current is { } one)
        {
            if (IsWorse(one, alert))
                Add(new CaseWorsened(alert, ActionOf(alert), rank, policy.DueAt(alert.Tier, HasAnswered(alert), now)));
            return new SeenAlert(told, rank.Priority, IsRanked: false, IsOpened: true, one.Status == CaseStatus.HeldOut);
        }

        var opening = CaseOpening.Of(alert, policy, rank, room);
        var isHeldOut = opening.Opens && !HasAnswered(alert) && policy.IsHeldOut(OrderId);
        if (opening.Opens)
        {
            var due = policy.DueAt(alert.Tier, HasAnswered(alert), now);
            Add(new CaseOpened(alert, ActionOf(alert), rank, opening.Why, policy.Version, isHeldOut, due));
            CountReviews();
        }

        return new SeenAlert(told, rank.Priority, opening.IsRanked, opening.Opens, isHeldOut);
    }

    /// <summary>A review, or a correction of one. What is known already changes nothing.</summary>
    public void Take(StoredReview review)
    {
        if (reviews.TryGetValue(review.EventId, out var before) && before.Version >= review.Version)
            return;
        reviews[review.EventId] = review;
        NewReviews[review.EventId] = review;
        CountReviews();
    }

    /// <summary>A corrected order that is scored no worse is no news. What was told of an older version is none either.</summary>
    private static bool IsWorse(AlertCase one, CaseAlert alert) =>
        alert.Version >= one.Alert.Version
        && (
            alert.Tier > one.Alert.Tier
            || (
                alert.Tier == one.Alert.Tier
                && !alert.AnsweredBeforeDelivery
                && one.Review is null
                && one.Alert.Probability - alert.Probability >= WorseBy
            )
        );

    private bool HasAnswered(CaseAlert alert) => alert.AnsweredBeforeDelivery || reviews.Count > 0;

    private CaseAction ActionOf(CaseAlert alert) => HasAnswered(alert) ? CaseAction.RepairAfterReview : CaseAction.CallBeforeReview;

    /// <summary>A satisfied customer whom nobody works for is left alone; who takes that back afterwards is not.</summary>
    private void CountReviews()
    {
        if (Current is null || reviews.Count == 0)
            return;
        var counted = StoredReview.Counted(reviews.Values);
        if (Current.Review is { } old && old.ReviewId == counted.EventId && old.Version == counted.Version)
            return;
        var review = new CaseReviewed(counted.EventId, counted.Version, counted.Score, counted.AnsweredAt);
        Add(review);
        if (!review.IsUnsatisfied && Current is { IsOpen: true, Owner: null })
            Add(new CaseClosed("", CaseOutcome.NotNeeded, Stars("the customer is satisfied", counted.Score)));
        else if (review.IsUnsatisfied && Current is { Status: CaseStatus.Closed, ClosedBy: "" })
            Add(new CaseReopened("", Stars("the customer is not satisfied any more", counted.Score)));
    }

    private static string Stars(string what, int score) =>
        string.Create(CultureInfo.InvariantCulture, $"{what}: {score} star{(score == 1 ? "" : "s")}");

    private void Add(object happened)
    {
        Happened.Add(happened);
        Current = Current.Evolve(OrderId, happened, now);
    }
}
