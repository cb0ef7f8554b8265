namespace Streaming.Cases.Domain;

/// <summary>A rule stands against what was asked of a case; the message says which, and what can be done instead.</summary>
public sealed class CaseRefusedException(string message) : Exception(message);
