namespace Streaming.Accounts;

/// <summary>A rule stands against what was asked about an account or a key; the message says which, and what is allowed.</summary>
public sealed class AccountsException(string message) : Exception(message);
