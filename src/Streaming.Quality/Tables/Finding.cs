using Streaming.Contracts.Rules;

namespace Streaming.Quality.Tables;

/// <summary>A row or an event with everything that is wrong with it.</summary>
/// <param name="Dataset">File name of the table, or name of the topic that the event belongs on.</param>
/// <param name="Line">Line on which the row begins; the place in the event log, from 1, for events.</param>
/// <param name="Key">Its unique key, or its order; empty where that would name a person.</param>
/// <param name="Faults">In the order of the columns.</param>
public sealed record Finding(string Dataset, long Line, string Key, IReadOnlyList<CellFault> Faults)
{
    /// <summary>The gravest.</summary>
    public Severity Severity => Faults.Max(fault => fault.Severity);
}

/// <summary>A rule that one cell or field breaks.</summary>
/// <param name="Column">Column of the table or field of the event.</param>
/// <param name="Code">One of <see cref="RuleCodes"/>.</param>
/// <param name="Severity">What follows.</param>
/// <param name="Value">As found, shortened; empty for nothing and for what is personal.</param>
public sealed record CellFault(string Column, string Code, Severity Severity, string Value)
{
    private const int LongestValue = 60;

    /// <summary>Nothing longer is kept of a value.</summary>
    public static string Shorten(string value) => value.Length <= LongestValue ? value : string.Concat(value.AsSpan(0, LongestValue), "…");
}

/// <summary>How often a rule was broken, and where first.</summary>
public sealed record FaultCount(string Column, string Code, Severity Severity, long Count, long Line, string Value);
