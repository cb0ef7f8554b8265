using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>The codec of each event type.</summary>
public static class AvroCodecs
{
    /// <exception cref="NotSupportedException">The type is none of the event records.</exception>
    public static AvroCodec<T> For<T>()
        where T : class => Of<T>.Codec ?? throw new NotSupportedException($"{typeof(T).Name} is no event of this system and has no codec.");

    private static object? Find(Type type) =>
        type == typeof(OrderDelivered) ? new OrderDeliveredCodec()
        : type == typeof(ReviewSubmitted) ? new ReviewSubmittedCodec()
        : type == typeof(SatisfactionScored) ? new SatisfactionScoredCodec()
        : type == typeof(SatisfactionAlert) ? new SatisfactionAlertCodec()
        : type == typeof(ScoringWindow) ? new ScoringWindowCodec()
        : type == typeof(ModelPromoted) ? new ModelPromotedCodec()
        : type == typeof(DeadLettersRedriven) ? new DeadLettersRedrivenCodec()
        : type == typeof(AuditAnchored) ? new AuditAnchoredCodec()
        : null;

    private static class Of<T>
        where T : class
    {
        public static readonly AvroCodec<T>? Codec = (AvroCodec<T>?)Find(typeof(T));
    }
}
