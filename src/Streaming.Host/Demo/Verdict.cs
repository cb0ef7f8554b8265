using Streaming.Marketplace.Synthetic;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;

namespace Streaming.Host.Demo;

/// <summary>What a demo run has put on the topics, by order id.</summary>
/// <param name="Scored">Scores.</param>
/// <param name="DeadLettered">Keys of dead letters.</param>
/// <param name="Alerted">Tier of the alert.</param>
/// <param name="RepeatedAlerts">Alerts read more than once, by alert id.</param>
/// <param name="InWindows">Sum of the windows' counts.</param>
internal sealed record Books(
    IReadOnlyDictionary<string, ScoredSeen> Scored,
    IReadOnlySet<string> DeadLettered,
    IReadOnlyDictionary<string, string> Alerted,
    int RepeatedAlerts,
    long InWindows
);

/// <summary>What the topics tell of one score.</summary>
internal sealed record ScoredSeen(double Probability, float[] Vector, string Tier, int Times);

/// <summary>What the books say after a run: every delivery accounted for by id, and every live score equal to the batch score, bit for
/// bit.</summary>
/// <param name="Delivered">Deliveries published by this run.</param>
/// <param name="Scored">Of them, read back as scored.</param>
/// <param name="DeadLettered">Of them, read back as dead letters.</param>
/// <param name="Lost">Published, but neither scored nor dead-lettered.</param>
/// <param name="Duplicated">Scored more than once, or both scored and dead-lettered.</param>
/// <param name="Unexpected">Scored, but never published.</param>
/// <param name="Differing">Probability or one float of the vector differs in a bit from batch scoring.</param>
/// <param name="WrongAlerts">Red or yellow without its alert, or an alert without its tier, or an alert twice.</param>
/// <param name="InWindows">Sum of the scoring windows; equals <paramref name="Scored"/>.</param>
internal sealed record Verdict(
    int Delivered,
    int Scored,
    int DeadLettered,
    IReadOnlyList<string> Lost,
    IReadOnlyList<string> Duplicated,
    IReadOnlyList<string> Unexpected,
    IReadOnlyList<string> Differing,
    int WrongAlerts,
    long InWindows
)
{
    public bool IsClean =>
        Lost.Count == 0
        && Duplicated.Count == 0
        && Unexpected.Count == 0
        && Differing.Count == 0
        && WrongAlerts == 0
        && InWindows == Scored;

    /// <param name="published">Order ids of the deliveries that this run published.</param>
    /// <param name="books">What the reader that ran alongside has entered.</param>
    /// <param name="reference">Batch scores of the whole history, by order id.</param>
    public static Verdict Of(IReadOnlyCollection<string> published, Books books, IReadOnlyDictionary<string, OfflineScore> reference)
    {
        var expected = published.ToHashSet();
        var accounted = expected.Where(id => books.Scored.ContainsKey(id) || books.DeadLettered.Contains(id)).ToHashSet();
        return new Verdict(
            expected.Count,
            books.Scored.Count,
            books.DeadLettered.Count,
            [.. expected.Except(accounted).Order(StringComparer.Ordinal)],
            [
                .. books
                    .Scored.Where(seen => seen.Value.Times > 1 || books.DeadLettered.Contains(seen.Key))
                    .Select(seen => seen.Key)
                    .Order(StringComparer.Ordinal),
            ],
            [.. books.Scored.Keys.Where(id => !expected.Contains(id)).Order(StringComparer.Ordinal)],
            [
                .. books
                    .Scored.Where(seen => !reference.TryGetValue(seen.Key, out var batch) || Differs(seen.Value, batch))
                    .Select(seen => seen.Key)
                    .Order(StringComparer.Ordinal),
            ],
            books.RepeatedAlerts
                + books.Scored.Count(seen => AlertOf(seen.Value.Tier) != books.Alerted.GetValueOrDefault(seen.Key))
                + books.Alerted.Keys.Count(id => !books.Scored.ContainsKey(id)),
            books.InWindows
        );
    }

    private static string? AlertOf(string tier) => tier == Tier.Green.Name() ? null : tier;

    private static bool Differs(ScoredSeen live, OfflineScore batch)
    {
        if (BitConverter.DoubleToInt64Bits(live.Probability) != BitConverter.DoubleToInt64Bits(batch.Probability))
            return true;
        if (live.Vector.Length != batch.Vector.Length)
            return true;
        for (var i = 0; i < live.Vector.Length; i++)
            if (BitConverter.SingleToInt32Bits(live.Vector[i]) != BitConverter.SingleToInt32Bits(batch.Vector[i]))
                return true;
        return false;
    }
}
