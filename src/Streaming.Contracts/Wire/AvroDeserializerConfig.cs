namespace Streaming.Contracts.Wire;

/// <summary>How a deserializer treats what the registry does not know.</summary>
public sealed record AvroDeserializerConfig
{
    /// <summary>
    /// How long an unknown schema id is refused without asking again, 0 to 60,000 ms. Default 5,000. Keeps a flood of garbage
    /// from becoming a flood of requests; a schema that is registered late is found after this time. No counterpart in Confluent's deserializer.
    /// </summary>
    public int UnknownSchemaIdCacheMs { get; init; } = 5_000;

    /// <exception cref="ArgumentException">A value that is not allowed: names the setting, the value and what is allowed.</exception>
    public void Validate()
    {
        if (UnknownSchemaIdCacheMs is < 0 or > 60_000)
            throw new ArgumentException($"UnknownSchemaIdCacheMs must be between 0 and 60000. It is '{UnknownSchemaIdCacheMs}'.");
    }
}
