using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary><c>schemas/scoring-window.avsc</c>.</summary>
internal sealed class ConfluentScoringWindowCodec() : ConfluentCodec<ScoringWindow, Generated.ScoringWindow>("scoring-window")
{
    private protected override ScoringWindow ToRecord(Generated.ScoringWindow read) =>
        new()
        {
            EventId = read.event_id,
            Version = read.version,
            RecordedAt = read.recorded_at,
            Instance = read.instance,
            StartedAt = read.started_at,
            EndedAt = read.ended_at,
            StreamFrom = read.stream_from,
            ModelName = read.model_name,
            ModelSha256 = read.model_sha256,
            DecisionNumber = read.decision_number,
            FeatureVersion = read.feature_version,
            Scored = read.scored,
            Green = read.green,
            Yellow = read.yellow,
            Red = read.red,
            AnsweredBeforeDelivery = read.answered_before_delivery,
            DeadLettered = read.dead_lettered,
            Duplicates = read.duplicates,
            ScoreHistogram = read.score_histogram.ToArray(),
            FeatureHistograms = read.feature_histograms.Select(ToHistogram).ToArray(),
            HistoryTooOld = read.history_too_old,
            HistoryLate = read.history_late,
            ReviewsRefused = read.reviews_refused,
        };

    private protected override Generated.ScoringWindow FromRecord(ScoringWindow value) =>
        new()
        {
            event_id = Text("event_id", value.EventId),
            version = value.Version,
            recorded_at = value.RecordedAt,
            instance = Text("instance", value.Instance),
            started_at = value.StartedAt,
            ended_at = value.EndedAt,
            stream_from = value.StreamFrom,
            model_name = Text("model_name", value.ModelName),
            model_sha256 = Text("model_sha256", value.ModelSha256),
            decision_number = value.DecisionNumber,
            feature_version = Text("feature_version", value.FeatureVersion),
            scored = value.Scored,
            green = value.Green,
            yellow = value.Yellow,
            red = value.Red,
            answered_before_delivery = value.AnsweredBeforeDelivery,
            dead_lettered = value.DeadLettered,
            duplicates = value.Duplicates,
            score_histogram = Rows("score_histogram", value.ScoreHistogram),
            feature_histograms = Rows("feature_histograms", value.FeatureHistograms, FromHistogram),
            history_too_old = value.HistoryTooOld,
            history_late = value.HistoryLate,
            reviews_refused = value.ReviewsRefused,
        };

    private static FeatureHistogram ToHistogram(Generated.FeatureHistogram read) =>
        new(read.feature, read.counts.ToArray(), read.missing, read.unseen);

    private static Generated.FeatureHistogram FromHistogram(FeatureHistogram value) =>
        new()
        {
            feature = Text("feature_histograms.feature", value.Feature),
            counts = Rows("feature_histograms.counts", value.Counts),
            missing = value.Missing,
            unseen = value.Unseen,
        };
}
