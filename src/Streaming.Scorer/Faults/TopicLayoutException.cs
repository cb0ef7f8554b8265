namespace Streaming.Scorer.Faults;

/// <summary>Topics that do not fit together; the message names them, what was found and what is allowed. Passes when an operator changes
/// the topics.</summary>
public sealed class TopicLayoutException(string message) : Exception(message);
