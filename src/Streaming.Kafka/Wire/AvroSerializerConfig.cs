using Streaming.Contracts;

namespace Streaming.Kafka.Wire;

/// <summary>How a serializer finds the id of its schema. Names and meanings are those of Confluent's Avro serializer
/// (<c>avro.serializer.*</c>).</summary>
public sealed record AvroSerializerConfig
{
    /// <summary><c>avro.serializer.auto.register.schemas</c>: register the schema when the registry does not have it. Default
    /// true.</summary>
    public bool AutoRegisterSchemas { get; init; } = true;

    /// <summary><c>avro.serializer.use.latest.version</c>: write under the subject's latest schema, which must describe the same bytes.
    /// Excludes auto registration. Default false.</summary>
    public bool UseLatestVersion { get; init; }

    /// <summary><c>avro.serializer.normalize.schemas</c>: let the registry compare in normal form. Default false.</summary>
    public bool NormalizeSchemas { get; init; }

    /// <summary><c>avro.serializer.buffer.bytes</c>: first size of a thread's buffer, which grows as needed; 16 to 16,777,216 bytes.
    /// Default 1,024.</summary>
    public int BufferBytes { get; init; } = 1_024;

    /// <summary><c>avro.serializer.subject.name.strategy</c>. Default <see cref="SubjectNameStrategy.Topic"/>.</summary>
    public SubjectNameStrategy SubjectNameStrategy { get; init; }

    /// <exception cref="ArgumentException">A value that is not allowed: names the setting, the value and what is allowed.</exception>
    public void Validate()
    {
        if (UseLatestVersion && AutoRegisterSchemas)
            throw new ArgumentException(
                "avro.serializer.use.latest.version excludes avro.serializer.auto.register.schemas; both are true."
            );
        if (BufferBytes is < 16 or > 16_777_216)
            throw new ArgumentException($"avro.serializer.buffer.bytes must be between 16 and 16777216. It is '{BufferBytes}'.");
        if (!Enum.IsDefined(SubjectNameStrategy))
            throw new ArgumentException(
                $"avro.serializer.subject.name.strategy must be {string.Join(", ", Enum.GetNames<SubjectNameStrategy>())}. "
                    + $"It is '{SubjectNameStrategy}'."
            );
    }
}
