using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Scorer.Histories;

namespace Streaming.Scorer.Windows;

/// <summary>Counts one batch on the bins of the serving artifact's reference. Reused from batch to batch; one thread.</summary>
internal sealed class WindowAccumulator
{
    private static readonly LocalTime Earliest = LocalTime.From(new DateTime(1990, 1, 1));
    private static readonly LocalTime BeforeLatest = LocalTime.From(new DateTime(2100, 1, 1));

    private readonly ServedModel served;
    private readonly ReferenceHistogram[] histograms;
    private readonly ReferenceHistogram scoreHistogram;
    private readonly long[][] features;
    private readonly long[] missing;
    private readonly long[] unseen;
    private readonly long[] score;
    private readonly long[] tiers = new long[3];
    private LocalTime? streamFrom;
    private LocalTime? streamTo;
    private LocalTime? undated;
    private long answered;

    public WindowAccumulator(ServedModel served)
    {
        this.served = served;
        histograms = [.. served.Model.Reference.Features];
        scoreHistogram = served.Model.Reference.Score;
        features = [.. histograms.Select(histogram => new long[histogram.Counts.Count])];
        missing = new long[features.Length];
        unseen = new long[features.Length];
        score = new long[scoreHistogram.Counts.Count];
    }

    public long Scored => tiers[0] + tiers[1] + tiers[2];

    public long DeadLettered { get; set; }

    public long Duplicates { get; set; }

    public bool IsEmpty => Scored == 0 && DeadLettered == 0 && Duplicates == 0;

    public long Count(Tier tier) => tiers[(int)tier];

    public void Clear()
    {
        foreach (var counts in features)
            Array.Clear(counts);
        Array.Clear(missing);
        Array.Clear(unseen);
        Array.Clear(score);
        Array.Clear(tiers);
        DeadLettered = Duplicates = answered = 0;
        streamFrom = streamTo = undated = null;
    }

    public void Add(FeatureRow row, Score result, LocalTime recordedAt, bool answeredBeforeDelivery)
    {
        Date(recordedAt);
        tiers[(int)result.Tier]++;
        if (answeredBeforeDelivery)
            answered++;
        score[scoreHistogram.BinOf((float)result.Probability)]++;
        var (values, categories) = (row.Values, row.Categories);
        for (var i = 0; i < histograms.Length; i++)
        {
            var histogram = histograms[i];
            var value = values[histogram.FeatureIndex];
            if (!float.IsNaN(value))
                features[i][histogram.BinOf(value)]++;
            else if (categories[histogram.FeatureIndex] is not null)
                unseen[i]++;
            else
                missing[i]++;
        }
    }

    /// <summary>The stream time of a record that was read, whatever became of it.</summary>
    public void Date(LocalTime recordedAt)
    {
        if (streamFrom is null || recordedAt < streamFrom)
            streamFrom = recordedAt;
        if (streamTo is null || recordedAt > streamTo)
            streamTo = recordedAt;
    }

    /// <summary>A record that tells no stream time; when it came stands for it where no other record of the window tells one.</summary>
    /// <param name="came">When the cluster or its producer has stamped it, in milliseconds since 1970; what no event can have counts for
    /// nothing.</param>
    public void DateBy(long came)
    {
        var time = new LocalTime(came);
        if (time < Earliest || time >= BeforeLatest)
            return;
        if (undated is null || time > undated)
            undated = time;
    }

    /// <param name="eventId">The same for the same records.</param>
    /// <param name="instance">Who counts.</param>
    /// <param name="startedAt">Wall time of the first poll, UTC; the window's stream time where no record tells any.</param>
    /// <param name="endedAt">Wall time of now, UTC.</param>
    /// <param name="dropped">What the instance's histories dropped since its window before; null where nobody has counted.</param>
    public ScoringWindow Close(string eventId, string instance, DateTime startedAt, DateTime endedAt, DroppedEvents? dropped = null) =>
        new()
        {
            EventId = eventId,
            RecordedAt = streamTo ?? Fallback(startedAt),
            Instance = instance,
            StartedAt = startedAt,
            EndedAt = endedAt,
            StreamFrom = streamFrom ?? Fallback(startedAt),
            ModelName = served.Model.Name,
            ModelSha256 = served.Model.Sha256,
            DecisionNumber = served.DecisionNumber,
            FeatureVersion = served.Model.FeatureVersion,
            Scored = Scored,
            Green = Count(Tier.Green),
            Yellow = Count(Tier.Yellow),
            Red = Count(Tier.Red),
            AnsweredBeforeDelivery = answered,
            DeadLettered = DeadLettered,
            Duplicates = Duplicates,
            ScoreHistogram = [.. score],
            FeatureHistograms =
            [
                .. features.Select((counts, i) => new FeatureHistogram(histograms[i].Feature, [.. counts], missing[i], unseen[i])),
            ],
            HistoryTooOld = dropped?.TooOld,
            HistoryLate = dropped?.Late,
            ReviewsRefused = dropped?.ReviewsRefused,
        };

    private LocalTime Fallback(DateTime startedAt) =>
        undated ?? new LocalTime(new DateTimeOffset(startedAt, TimeSpan.Zero).ToUnixTimeMilliseconds());
}
