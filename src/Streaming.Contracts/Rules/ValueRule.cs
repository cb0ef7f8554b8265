using System.Collections.Frozen;

namespace Streaming.Contracts.Rules;

/// <summary>What is unexpected about one value.</summary>
public enum ValueFault : byte
{
    None,
    Null,
    Bounds,
    Enum,
    TimeOrder,
}

/// <summary>
/// What one value is expected to be; a value outside is flagged and kept. The same rule judges a cell of a table and the field of an event
/// that it becomes. Immutable;
/// judging allocates nothing.
/// </summary>
public sealed record ValueRule
{
    /// <summary>Expects nothing.</summary>
    public static readonly ValueRule Any = new() { MayBeNull = true };

    /// <summary>Nothing is a value too.</summary>
    public bool MayBeNull { get; init; }

    /// <summary>Least number that is expected.</summary>
    public double Least { get; init; } = double.NegativeInfinity;

    /// <summary>Greatest number that is expected.</summary>
    public double Most { get; init; } = double.PositiveInfinity;

    /// <summary>The texts that are expected; null: any.</summary>
    public FrozenSet<string>? OneOf { get; init; }

    /// <summary>Not a number counts as out of bounds.</summary>
    public ValueFault Judge(double? value) =>
        value is not { } number ? OfNull
        : number >= Least && number <= Most ? ValueFault.None
        : ValueFault.Bounds;

    /// <summary>Empty counts as nothing.</summary>
    public ValueFault Judge(string? value) =>
        string.IsNullOrEmpty(value) ? OfNull
        : OneOf is null || OneOf.Contains(value) ? ValueFault.None
        : ValueFault.Enum;

    public ValueFault Judge(LocalTime? value) => value is null ? OfNull : ValueFault.None;

    private ValueFault OfNull => MayBeNull ? ValueFault.None : ValueFault.Null;
}

/// <summary>The codes of the faults.</summary>
public static class ValueFaultNames
{
    /// <summary>One of <see cref="RuleCodes"/>.</summary>
    public static string Code(this ValueFault fault) =>
        fault switch
        {
            ValueFault.Null => RuleCodes.Null,
            ValueFault.Bounds => RuleCodes.Bounds,
            ValueFault.Enum => RuleCodes.Enum,
            ValueFault.TimeOrder => RuleCodes.TimeOrder,
            _ => "",
        };
}
