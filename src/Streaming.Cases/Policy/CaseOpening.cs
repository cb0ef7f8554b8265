using System.Globalization;
using Streaming.Cases.Domain;
using Streaming.Models.Policy;

namespace Streaming.Cases.Policy;

/// <summary>What the policy says to an alert whose order has no case.</summary>
/// <param name="Opens">Whether it becomes a case.</param>
/// <param name="IsRanked">Whether it competed for the day's room.</param>
/// <param name="Why">In words; empty when it becomes none.</param>
public sealed record CaseOpening(bool Opens, bool IsRanked, string Why)
{
    private static readonly CaseOpening None = new(false, false, "");

    /// <param name="room">Of the alert's market day; asked only for open yellow orders.</param>
    public static CaseOpening Of(CaseAlert alert, CasePolicy policy, CaseRank rank, Func<DayRoom> room)
    {
        if (alert.AnsweredBeforeDelivery)
        {
            return alert.Tier == Tier.Red ? new CaseOpening(true, false, "red, and the customer had answered before the parcel came")
                : policy.AnsweredYellow ? new CaseOpening(true, false, "yellow, and the customer had answered before the parcel came")
                : None;
        }

        if (alert.Tier == Tier.Red)
            return new CaseOpening(true, false, "red, and the customer has not answered yet");
        var (threshold, left) = room();
        return left > 0 && rank.Priority >= threshold
            ? new CaseOpening(
                true,
                true,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"yellow, not answered yet, and among the {policy.DailyCapacity} a day that can be handled: "
                        + $"rank {rank.Priority:0}, at least {threshold:0} is needed"
                )
            )
            : new CaseOpening(false, true, "");
    }
}
