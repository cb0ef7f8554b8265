namespace Streaming.Audit;

/// <summary>The decision was not recorded and nothing has changed; the message says which rule stood against it.</summary>
public sealed class PromotionRefusedException(string message, Exception? inner = null) : Exception(message, inner);
