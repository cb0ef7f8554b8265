namespace Streaming.Kafka.Wire;

/// <summary>How a deserializer treats what the registry does not know. No counterparts in Confluent's deserializer.</summary>
public sealed record AvroDeserializerConfig
{
    /// <summary>
    /// How long an unknown schema id is waited for before records under it are refused, 0 to 60,000 ms: a registry's follower may lag
    /// behind the writers. Default 3,000. Of a flood of unknown ids only some are waited for, so that no more than a tenth of the time is
    /// spent so.
    /// </summary>
    public int UnknownSchemaIdWaitMs { get; init; } = 3_000;

    /// <summary>Pause between two questions for an id that is waited for, 1 to 60,000 ms. Default 200.</summary>
    public int UnknownSchemaIdAskAgainMs { get; init; } = 200;

    /// <summary>
    /// How long an unknown schema id is refused without asking again, 0 to 60,000 ms. Default 5,000; a schema that is registered late is
    /// found after this time.
    /// </summary>
    public int UnknownSchemaIdCacheMs { get; init; } = 5_000;

    /// <summary>
    /// Questions in a second, 1 to 10,000, for ids far from any that the registry has given: a flood of garbage is no flood of requests.
    /// Default 20.
    /// </summary>
    public int UnknownSchemaIdQuestions { get; init; } = 20;

    /// <exception cref="ArgumentException">A value that is not allowed: names the setting, the value and what is allowed.</exception>
    public void Validate()
    {
        Check(nameof(UnknownSchemaIdWaitMs), UnknownSchemaIdWaitMs, 0, 60_000);
        Check(nameof(UnknownSchemaIdAskAgainMs), UnknownSchemaIdAskAgainMs, 1, 60_000);
        Check(nameof(UnknownSchemaIdCacheMs), UnknownSchemaIdCacheMs, 0, 60_000);
        Check(nameof(UnknownSchemaIdQuestions), UnknownSchemaIdQuestions, 1, 10_000);
    }

    private static void Check(string name, int value, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"{name} must be between {least} and {most}. It is '{value}'.");
    }
}
