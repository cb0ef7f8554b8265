namespace Streaming.Kafka.Wire;

/// <summary>
/// What writes and reads the Avro binary of the topics with many records. Both write the same bytes, refuse the same payloads for the same
/// reason and report an absent registry alike.
/// </summary>
public enum AvroImplementation
{
    /// <summary>Our codecs, written by hand for each schema: some ten times cheaper. The default.</summary>
    Fast,

    /// <summary>Confluent's serializers on the classes that are generated from the schemas.</summary>
    Confluent,
}
