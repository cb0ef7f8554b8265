using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;
using Streaming.Testing;

namespace Streaming.Kafka.Tests.Codecs;

public sealed class OrderDeliveredCodecTests()
    : AvroCodecTests<OrderDelivered>(AvroImplementation.Fast, EventGenerators.Orders, Samples.Order);

public sealed class ConfluentOrderDeliveredCodecTests()
    : AvroCodecTests<OrderDelivered>(AvroImplementation.Confluent, EventGenerators.Orders, Samples.Order);

public sealed class ReviewSubmittedCodecTests()
    : AvroCodecTests<ReviewSubmitted>(AvroImplementation.Fast, EventGenerators.Reviews, Samples.Review);

public sealed class ConfluentReviewSubmittedCodecTests()
    : AvroCodecTests<ReviewSubmitted>(AvroImplementation.Confluent, EventGenerators.Reviews, Samples.Review);

public sealed class SatisfactionScoredCodecTests()
    : AvroCodecTests<SatisfactionScored>(AvroImplementation.Fast, EventGenerators.Scores, Samples.Scored);

public sealed class ConfluentSatisfactionScoredCodecTests()
    : AvroCodecTests<SatisfactionScored>(AvroImplementation.Confluent, EventGenerators.Scores, Samples.Scored);

public sealed class SatisfactionAlertCodecTests()
    : AvroCodecTests<SatisfactionAlert>(AvroImplementation.Fast, EventGenerators.Alerts, Samples.Alert);

public sealed class ConfluentSatisfactionAlertCodecTests()
    : AvroCodecTests<SatisfactionAlert>(AvroImplementation.Confluent, EventGenerators.Alerts, Samples.Alert);

public sealed class ScoringWindowCodecTests()
    : AvroCodecTests<ScoringWindow>(AvroImplementation.Fast, EventGenerators.Windows, Samples.Window);

public sealed class ConfluentScoringWindowCodecTests()
    : AvroCodecTests<ScoringWindow>(AvroImplementation.Confluent, EventGenerators.Windows, Samples.Window);

public sealed class AuditAnchoredCodecTests()
    : AvroCodecTests<AuditAnchored>(AvroImplementation.Fast, EventGenerators.Anchors, Samples.Anchored);

public sealed class ConfluentAuditAnchoredCodecTests()
    : AvroCodecTests<AuditAnchored>(AvroImplementation.Confluent, EventGenerators.Anchors, Samples.Anchored);

public sealed class ModelPromotedCodecTests()
    : AvroCodecTests<ModelPromoted>(AvroImplementation.Fast, EventGenerators.Promotions, Samples.Promoted);

public sealed class DeadLettersRedrivenCodecTests()
    : AvroCodecTests<DeadLettersRedriven>(AvroImplementation.Fast, EventGenerators.Redrives, Samples.Redriven);
