using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Windows;

/// <summary>Counts one batch on the bins of the serving artifact's reference. Reused from batch to batch; one thread.</summary>
internal sealed class WindowAccumulator
{
    private readonly ServedModel served;
    private readonly Reference reference;
    private readonly long[][] features;
    private readonly long[] missing;
    private readonly long[] unseen;
    private readonly long[] score;
    private readonly long[] tiers = new long[3];
    private LocalTime streamFrom;
    private LocalTime streamTo;
    private LocalTime? noted;
    private LocalTime? notedFrom;
    private long answered;

    public WindowAccumulator(ServedModel served)
    {
        this.served = served;
        reference = served.Model.Reference;
        features = [.. reference.Features.Select(histogram => new long[histogram.Counts.Count])];
        missing = new long[features.Length];
        unseen = new long[features.Length];
        score = new long[reference.Score.Counts.Count];
    }

    public long Scored => tiers[0] + tiers[1] + tiers[2];

    public long DeadLettered { get; set; }

    public long Duplicates { get; set; }

    public bool IsEmpty => Scored == 0 && DeadLettered == 0 && Duplicates == 0;

    public long Count(Tier tier) => tiers[(int)tier];

    public void Clear()
    {
        foreach (var counts in features) Array.Clear(counts);
        Array.Clear(missing);
        Array.Clear(unseen);
        Array.Clear(score);
        Array.Clear(tiers);
        DeadLettered = Duplicates = answered = 0;
        (noted, notedFrom) = (null, null);
    }

    /// <summary>
    /// When something was that is not scored: tells the time of a window without scores. What no stream can hold is left out.
    /// </summary>
    public void Note(LocalTime moment)
    {
        if (moment < LocalTime.MinValue || moment > LocalTime.MaxValue) return;
        noted = noted is { } last ? LocalTime.Later(last, moment) : moment;
        notedFrom = notedFrom is { } first && first < moment ? first : moment;
    }

    public void Add(FeatureRow row, Score result, LocalTime recordedAt, bool answeredBeforeDelivery)
    {
        if (Scored == 0) (streamFrom, streamTo) = (recordedAt, recordedAt);
        if (recordedAt < streamFrom) streamFrom = recordedAt;
        if (recordedAt > streamTo) streamTo = recordedAt;
        tiers[(int)result.Tier]++;
        if (answeredBeforeDelivery) answered++;
        score[reference.Score.BinOf((float)result.Probability)]++;
        for (var i = 0; i < features.Length; i++)
        {
            var histogram = reference.Features[i];
            var value = row.Values[histogram.FeatureIndex];
            if (!float.IsNaN(value)) features[i][histogram.BinOf(value)]++;
            else if (row.Categories[histogram.FeatureIndex] is not null) unseen[i]++;
            else missing[i]++;
        }
    }

    public ScoringWindow Close(string eventId, string instance, DateTime startedAt, DateTime endedAt) => new()
    {
        EventId = eventId,
        RecordedAt = Scored > 0 ? streamTo : noted ?? LocalTime.From(endedAt),
        Instance = instance,
        StartedAt = startedAt,
        EndedAt = endedAt,
        StreamFrom = Scored > 0 ? streamFrom : notedFrom ?? LocalTime.From(startedAt),
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
        FeatureHistograms = [.. features.Select((counts, i) => new FeatureHistogram(reference.Features[i].Feature, [.. counts], missing[i], unseen[i]))],
    };
}
