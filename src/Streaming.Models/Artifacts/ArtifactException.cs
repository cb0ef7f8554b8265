namespace Streaming.Models.Artifacts;

/// <summary>The bytes are not an artifact that may serve; the message says which check failed.</summary>
public sealed class ArtifactException(string message, Exception? inner = null) : Exception(message, inner);
