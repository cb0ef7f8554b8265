namespace Streaming.Kafka.Registry;

/// <summary>The registry gave no usable answer: unreachable, a server error after all retries, access denied, or something else than a
/// registry. No record is at fault; may pass.</summary>
public sealed class RegistryUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The schema cannot be used under its subject: an incompatible change (409), an invalid schema, subject or level (422), or not
/// registered where it has to be (404).</summary>
/// <param name="status">As in HTTP.</param>
/// <param name="message">Names the subject and what the registry said.</param>
public sealed class SchemaRefusedException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The schema breaks the subject's compatibility level.</summary>
    public bool IsIncompatible => Status == 409;
}
