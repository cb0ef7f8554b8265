using System.Globalization;

namespace Streaming.Contracts.Rules;

/// <summary>A rule of the contract that a record breaks: the record cannot be used.</summary>
/// <param name="Code">One of <see cref="RuleCodes"/>.</param>
/// <param name="Field">With an empty list index where the field is in a list: <c>items[].price</c>.</param>
/// <param name="Index">The list index; -1 outside lists.</param>
/// <param name="Value">As found, shortened.</param>
/// <param name="Rule">What would be allowed.</param>
public readonly record struct Violation(string Code, string Field, int Index, string Value, string Rule)
{
    /// <summary>Such as <c>items[2].price</c>.</summary>
    public string Place =>
        Index < 0 ? Field : Field.Replace("[]", $"[{Index.ToString(CultureInfo.InvariantCulture)}]", StringComparison.Ordinal);

    public override string ToString() => $"{Place} is {Value}, must be {Rule}";
}
