using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>Fields in the order of <c>schemas/scoring-window.avsc</c>; an initializer runs in the order in which it is written.</summary>
internal sealed class ScoringWindowCodec() : AvroCodec<ScoringWindow>("scoring-window")
{
    private const int FewestFeatureHistogramBytes = 4;

    private protected override ScoringWindow Read(ref AvroReader reader) =>
        new()
        {
            EventId = reader.String("event_id"),
            Version = reader.Int("version"),
            RecordedAt = reader.LocalTime("recorded_at"),
            Instance = reader.String("instance"),
            StartedAt = reader.Instant("started_at"),
            EndedAt = reader.Instant("ended_at"),
            StreamFrom = reader.LocalTime("stream_from"),
            ModelName = reader.String("model_name"),
            ModelSha256 = reader.String("model_sha256"),
            DecisionNumber = reader.Long("decision_number"),
            FeatureVersion = reader.String("feature_version"),
            Scored = reader.Long("scored"),
            Green = reader.Long("green"),
            Yellow = reader.Long("yellow"),
            Red = reader.Long("red"),
            AnsweredBeforeDelivery = reader.Long("answered_before_delivery"),
            DeadLettered = reader.Long("dead_lettered"),
            Duplicates = reader.Long("duplicates"),
            ScoreHistogram = reader.Array("score_histogram", 1, static (ref AvroReader element) => element.Long("score_histogram")),
            FeatureHistograms = reader.Array("feature_histograms", FewestFeatureHistogramBytes, ReadFeatureHistogram),
            HistoryTooOld = reader.OptionalLong("history_too_old"),
            HistoryLate = reader.OptionalLong("history_late"),
            ReviewsRefused = reader.OptionalLong("reviews_refused"),
        };

    private protected override void Write(ScoringWindow value, AvroWriter writer)
    {
        writer.String("event_id", value.EventId);
        writer.Int(value.Version);
        writer.LocalTime(value.RecordedAt);
        writer.String("instance", value.Instance);
        writer.Instant(value.StartedAt);
        writer.Instant(value.EndedAt);
        writer.LocalTime(value.StreamFrom);
        writer.String("model_name", value.ModelName);
        writer.String("model_sha256", value.ModelSha256);
        writer.Long(value.DecisionNumber);
        writer.String("feature_version", value.FeatureVersion);
        writer.Long(value.Scored);
        writer.Long(value.Green);
        writer.Long(value.Yellow);
        writer.Long(value.Red);
        writer.Long(value.AnsweredBeforeDelivery);
        writer.Long(value.DeadLettered);
        writer.Long(value.Duplicates);
        writer.Array("score_histogram", value.ScoreHistogram, static (element, item) => element.Long(item));
        writer.Array("feature_histograms", value.FeatureHistograms, WriteFeatureHistogram);
        writer.OptionalLong(value.HistoryTooOld);
        writer.OptionalLong(value.HistoryLate);
        writer.OptionalLong(value.ReviewsRefused);
    }

    private static FeatureHistogram ReadFeatureHistogram(ref AvroReader reader) =>
        new(
            reader.String("feature_histograms.feature"),
            reader.Array("feature_histograms.counts", 1, static (ref AvroReader element) => element.Long("feature_histograms.counts")),
            reader.Long("feature_histograms.missing"),
            reader.Long("feature_histograms.unseen")
        );

    private static void WriteFeatureHistogram(AvroWriter writer, FeatureHistogram value)
    {
        writer.String("feature_histograms.feature", value.Feature);
        writer.Array("feature_histograms.counts", value.Counts, static (element, item) => element.Long(item));
        writer.Long(value.Missing);
        writer.Long(value.Unseen);
    }
}
