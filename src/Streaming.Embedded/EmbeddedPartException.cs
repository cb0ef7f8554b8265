namespace Streaming.Embedded;

/// <summary>A part could not be started or stopped. The message says what was tried, what came back and what to do about it.</summary>
public sealed class EmbeddedPartException(string message, Exception? inner = null) : Exception(message, inner);
