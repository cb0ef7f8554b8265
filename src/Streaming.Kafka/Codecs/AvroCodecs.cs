using Streaming.Contracts.Events;
using Streaming.Kafka.Wire;

namespace Streaming.Kafka.Codecs;

/// <summary>The codecs of each event type.</summary>
public static class AvroCodecs
{
    /// <param name="implementation">Ignored for <see cref="ModelPromoted"/> and <see cref="DeadLettersRedriven"/>, of which there are few
    /// records: they have Confluent's alone.</param>
    /// <exception cref="NotSupportedException">The type is none of the event records.</exception>
    public static AvroCodec<T> For<T>(AvroImplementation implementation = AvroImplementation.Fast)
        where T : class =>
        (implementation == AvroImplementation.Confluent ? Confluent<T>.Codec : Fast<T>.Codec)
        ?? throw new NotSupportedException($"{typeof(T).Name} is no event of this system and has no codec.");

    private static object? FindFast(Type type) =>
        type == typeof(OrderDelivered) ? new OrderDeliveredCodec()
        : type == typeof(ReviewSubmitted) ? new ReviewSubmittedCodec()
        : type == typeof(SatisfactionScored) ? new SatisfactionScoredCodec()
        : type == typeof(SatisfactionAlert) ? new SatisfactionAlertCodec()
        : type == typeof(ScoringWindow) ? new ScoringWindowCodec()
        : type == typeof(AuditAnchored) ? new AuditAnchoredCodec()
        : null;

    private static object? FindConfluent(Type type) =>
        type == typeof(OrderDelivered) ? new ConfluentOrderDeliveredCodec()
        : type == typeof(ReviewSubmitted) ? new ConfluentReviewSubmittedCodec()
        : type == typeof(SatisfactionScored) ? new ConfluentSatisfactionScoredCodec()
        : type == typeof(SatisfactionAlert) ? new ConfluentSatisfactionAlertCodec()
        : type == typeof(ScoringWindow) ? new ConfluentScoringWindowCodec()
        : type == typeof(AuditAnchored) ? new ConfluentAuditAnchoredCodec()
        : type == typeof(ModelPromoted) ? new ModelPromotedCodec()
        : type == typeof(DeadLettersRedriven) ? new DeadLettersRedrivenCodec()
        : null;

    private static class Fast<T>
        where T : class
    {
        public static readonly AvroCodec<T>? Codec = (AvroCodec<T>?)FindFast(typeof(T)) ?? Confluent<T>.Codec;
    }

    private static class Confluent<T>
        where T : class
    {
        public static readonly AvroCodec<T>? Codec = (AvroCodec<T>?)FindConfluent(typeof(T));
    }
}
