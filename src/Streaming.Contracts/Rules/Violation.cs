namespace Streaming.Contracts.Rules;

/// <summary>One broken rule of a contract.</summary>
/// <param name="Field">Path of the field, such as <c>items[0].price</c>.</param>
/// <param name="Value">As found; a long text is cut.</param>
/// <param name="Rule">What would be allowed, in words that follow "must be".</param>
public readonly record struct Violation(string Field, string Value, string Rule);
