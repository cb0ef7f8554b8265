using Streaming.Kafka.Wire;

namespace Streaming.Host.Configuration;

/// <summary>How this process writes and reads the records of its topics.</summary>
public sealed record AvroOptions
{
    /// <summary>
    /// <c>fast</c>: our codecs; <c>confluent</c>: Confluent's serializers on classes generated from the schemas, some ten times dearer. The
    /// bytes are the same, so that processes with either work together. Default <c>fast</c>.
    /// </summary>
    public AvroImplementation Implementation { get; init; }
}
