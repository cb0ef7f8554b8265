using Streaming.Marketplace.Synthetic;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;

namespace Streaming.Host.Demo;

/// <summary>What was read back of a demo run, by order id.</summary>
/// <param name="Scored">Scores.</param>
/// <param name="DeadLettered">Keys of dead letters.</param>
/// <param name="Alerted">Tier of the alert.</param>
/// <param name="RepeatedAlerts">Alerts read more than once, by alert id.</param>
/// <param name="InWindows">Sum of the windows' counts.</param>
internal sealed record ReadOutcomes(
    IReadOnlyDictionary<string, ScoredSeen> Scored,
    IReadOnlySet<string> DeadLettered,
    IReadOnlyDictionary<string, string> Alerted,
    int RepeatedAlerts,
    long InWindows
);

/// <summary>What the topics tell of one score.</summary>
internal sealed record ScoredSeen(double Probability, float[] Vector, string Tier, int Times);

/// <summary>What was published beside what was read back, after a run: every delivery has one outcome, and every live score equals the
/// score of the offline replay, bit for bit.</summary>
internal sealed record Reconciliation
{
    /// <summary>Deliveries published by this run.</summary>
    public required int Delivered { get; init; }

    /// <summary>Of them, read back as scored.</summary>
    public required int Scored { get; init; }

    /// <summary>Of them, read back as dead letters.</summary>
    public required int DeadLettered { get; init; }

    /// <summary>Published, but neither scored nor dead-lettered.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>Scored more than once, or both scored and dead-lettered.</summary>
    public required IReadOnlyList<string> Duplicated { get; init; }

    /// <summary>Scored, but never published.</summary>
    public required IReadOnlyList<string> Unexpected { get; init; }

    /// <summary>Probability or one float of the vector differs in a bit from the offline score.</summary>
    public required IReadOnlyList<string> Differing { get; init; }

    /// <summary>Red or yellow without its alert, or an alert without its tier, or an alert twice.</summary>
    public required int WrongAlerts { get; init; }

    /// <summary>Sum of the scoring windows; equals <see cref="Scored"/>.</summary>
    public required long InWindows { get; init; }

    public bool IsClean =>
        Lost.Count == 0
        && Duplicated.Count == 0
        && Unexpected.Count == 0
        && Differing.Count == 0
        && WrongAlerts == 0
        && InWindows == Scored;

    /// <param name="published">Order ids of the deliveries that this run published.</param>
    /// <param name="outcomes">What the reader that ran alongside has read back.</param>
    /// <param name="reference">Offline scores of the whole history, by order id.</param>
    public static Reconciliation Of(
        IReadOnlyCollection<string> published,
        ReadOutcomes outcomes,
        IReadOnlyDictionary<string, OfflineScore> reference
    )
    {
        var expected = published.ToHashSet();
        var (scored, deadLettered, alerted) = (outcomes.Scored, outcomes.DeadLettered, outcomes.Alerted);
        return new Reconciliation
        {
            Delivered = expected.Count,
            Scored = scored.Count,
            DeadLettered = deadLettered.Count,
            Lost = Sorted(expected.Where(id => !scored.ContainsKey(id) && !deadLettered.Contains(id))),
            Duplicated = Sorted(scored.Where(seen => seen.Value.Times > 1 || deadLettered.Contains(seen.Key)).Select(seen => seen.Key)),
            Unexpected = Sorted(scored.Keys.Where(id => !expected.Contains(id))),
            Differing = Sorted(
                scored
                    .Where(seen => !reference.TryGetValue(seen.Key, out var offline) || Differs(seen.Value, offline))
                    .Select(seen => seen.Key)
            ),
            WrongAlerts =
                outcomes.RepeatedAlerts
                + scored.Count(seen => AlertOf(seen.Value.Tier) != alerted.GetValueOrDefault(seen.Key))
                + alerted.Keys.Count(id => !scored.ContainsKey(id)),
            InWindows = outcomes.InWindows,
        };
    }

    private static string[] Sorted(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];

    private static string? AlertOf(string tier) => tier == Tier.Green.Name() ? null : tier;

    private static bool Differs(ScoredSeen live, OfflineScore offline)
    {
        if (BitConverter.DoubleToInt64Bits(live.Probability) != BitConverter.DoubleToInt64Bits(offline.Probability))
            return true;
        if (live.Vector.Length != offline.Vector.Length)
            return true;
        for (var i = 0; i < live.Vector.Length; i++)
            if (BitConverter.SingleToInt32Bits(live.Vector[i]) != BitConverter.SingleToInt32Bits(offline.Vector[i]))
                return true;
        return false;
    }
}
