using Streaming.Contracts.Events;

namespace Streaming.Kafka.Codecs;

/// <summary>The record <c>Reason</c>, which scores and alerts share.</summary>
internal static class ReasonCodec
{
    /// <summary>Three empty texts and a double.</summary>
    public const int FewestBytes = 11;

    public static Reason Read(ref AvroReader reader) =>
        new(
            reader.String("reasons.code"),
            reader.String("reasons.feature"),
            reader.String("reasons.text"),
            reader.Double("reasons.contribution")
        );

    public static void Write(AvroWriter writer, Reason value)
    {
        writer.String("reasons.code", value.Code);
        writer.String("reasons.feature", value.Feature);
        writer.String("reasons.text", value.Text);
        writer.Double(value.Contribution);
    }
}
