using System.Globalization;
using Confluent.Kafka;
using Streaming.Console.Projection.Tiers;
using Streaming.Console.Projection.Windows;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;
using Streaming.Models.Policy;

namespace Streaming.Console.Projection;

/// <summary>
/// What a decoded output must hold so that a page can use it: bytes may be sound Avro and say nothing that a scorer has ever said.
/// </summary>
internal static class RecordSense
{
    private static readonly LocalTime Earliest = LocalTime.From(new DateTime(1990, 1, 1));
    private static readonly LocalTime BeforeLatest = LocalTime.From(new DateTime(2100, 1, 1));

    /// <summary>A window is written right after it ends; a day is granted to clocks.</summary>
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>No window counts a million million orders.</summary>
    private const long MostCounted = 1_000_000_000_000;

    /// <returns>The value, its rule and the field; null when nothing is wrong.</returns>
    public static string? Fault(SatisfactionScored score) =>
        Probability(score.Probability) ?? Time("recorded_at", score.RecordedAt) ?? Tier(score.Tier) ?? AtLeast("version", score.Version, 1);

    /// <inheritdoc cref="Fault(SatisfactionScored)"/>
    public static string? Fault(SatisfactionAlert alert) =>
        Probability(alert.Probability)
        ?? Time("recorded_at", alert.RecordedAt)
        ?? Time("delivered_at", alert.DeliveredAt)
        ?? Tier(alert.Tier)
        ?? AtLeast("version", alert.Version, 1);

    /// <inheritdoc cref="Fault(SatisfactionScored)"/>
    /// <param name="window">As decoded.</param>
    /// <param name="timestamp">Of its record.</param>
    public static string? Fault(ScoringWindow window, Timestamp timestamp)
    {
        if (!ReferenceFinder.IsHash(window.ModelSha256))
            return $"model_sha256 is '{Shortened(window.ModelSha256)}', must be 64 lower-case hexadecimal digits";
        if (
            (window.Scored > 0 || window is { HistoryTooOld: > 0 } or { HistoryLate: > 0 } or { ReviewsRefused: > 0 })
            && Time("recorded_at", window.RecordedAt) is { } time
        )
            return time;
        if (RecordTime.InstantOf(timestamp) is { } written && window.EndedAt - written > MostAhead)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"ended_at is {window.EndedAt:yyyy-MM-dd HH:mm:ss}, must not lie more than a day after its record's own time, "
                    + $"{written:yyyy-MM-dd HH:mm:ss}"
            );
        }

        ReadOnlySpan<(string, long)> counts =
        [
            ("scored", window.Scored),
            ("green", window.Green),
            ("yellow", window.Yellow),
            ("red", window.Red),
            ("history_too_old", window.HistoryTooOld ?? 0),
            ("history_late", window.HistoryLate ?? 0),
            ("reviews_refused", window.ReviewsRefused ?? 0),
        ];
        foreach (var (field, count) in counts)
            if ((AtLeast(field, count, 0) ?? AtMost(field, count)) is { } senseless)
                return senseless;
        if (window.Green + window.Yellow + window.Red != window.Scored)
            return string.Create(CultureInfo.InvariantCulture, $"green, yellow and red do not add up to scored, {window.Scored}");
        return Sum("score_histogram", window.ScoreHistogram, window)
            ?? window.FeatureHistograms.Select(histogram => Sum(histogram, window)).FirstOrDefault(fault => fault is not null);
    }

    private static string? Sum(FeatureHistogram histogram, ScoringWindow window) =>
        Sum(
            $"feature_histograms of '{Shortened(histogram.Feature)}'",
            histogram.Counts.Append(histogram.Missing).Append(histogram.Unseen),
            window
        );

    /// <summary>Every order falls into one bin of each histogram.</summary>
    private static string? Sum(string field, IEnumerable<long> counts, ScoringWindow window)
    {
        Int128 sum = 0;
        foreach (var count in counts)
        {
            if (count < 0)
                return string.Create(CultureInfo.InvariantCulture, $"{field} counts {count}, must be 0 or more");
            sum += count;
        }

        return sum == window.Scored
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{field} adds up to {sum}, must be the {window.Scored} scored");
    }

    private static string? Probability(double value) =>
        value is >= 0 and <= 1 ? null : string.Create(CultureInfo.InvariantCulture, $"probability is {value}, must be from 0 to 1");

    private static string? Time(string field, LocalTime time) =>
        time >= Earliest && time < BeforeLatest ? null : $"{field} is {time}, must be from 1990 to 2099";

    private static string? AtLeast(string field, long value, long least) =>
        value >= least ? null : string.Create(CultureInfo.InvariantCulture, $"{field} is {value}, must be {least} or more");

    /// <summary>Sums over years must stay numbers that a database can add.</summary>
    private static string? AtMost(string field, long value) =>
        value <= MostCounted ? null : string.Create(CultureInfo.InvariantCulture, $"{field} is {value}, must be {MostCounted} or less");

    private static string? Tier(string name)
    {
        try
        {
            TierCode.Of(name);
            return null;
        }
        catch (FormatException unknown)
        {
            return Shortened(unknown.Message);
        }
    }

    private static string Shortened(string text) => Contracts.Rules.PlainText.Visible(text.Length <= 200 ? text : text[..200] + "…");
}
