namespace Streaming.Notifications.Rules;

/// <summary>A rule of notification cannot be kept; the message names the field, the value and what is allowed.</summary>
public sealed class RuleRefusedException(string message) : Exception(message);
