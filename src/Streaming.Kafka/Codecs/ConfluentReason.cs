using Streaming.Contracts.Events;
using Generated = streaming.satisfaction;

namespace Streaming.Kafka.Codecs;

/// <summary>The record <c>Reason</c>, which scores and alerts share.</summary>
internal static class ConfluentReason
{
    public static Reason ToRecord(Generated.Reason read) => new(read.code, read.feature, read.text, read.contribution);

    public static Generated.Reason FromRecord(Reason value) =>
        new()
        {
            code = AvroWriter.Checked("reasons.code", value.Code),
            feature = AvroWriter.Checked("reasons.feature", value.Feature),
            text = AvroWriter.Checked("reasons.text", value.Text),
            contribution = value.Contribution,
        };
}
