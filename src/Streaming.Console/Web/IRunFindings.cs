using Streaming.Audit.Runs;
using Streaming.Contracts.Rules;
using Streaming.Features.Predecessor;

namespace Streaming.Console.Web;

/// <summary>The rows that validation rejected or flagged in a run, as the run's own list names them. Safe to use from any thread.</summary>
public interface IRunFindings
{
    /// <summary>Whether the run left a list.</summary>
    bool IsListed(RunHistory run);

    /// <param name="skip">Fitting rows before the first that is wanted.</param>
    /// <param name="take">How many at most.</param>
    /// <returns>Null when the run left no list, or the list is no longer stored.</returns>
    Task<FoundRows?> ReadAsync(RunHistory run, FindingsFilter filter, int skip, int take, CancellationToken cancellation);
}

/// <summary>Which rows; null for all of them.</summary>
/// <param name="Severity"><c>reject</c>, <c>flag</c> or <c>info</c>.</param>
/// <param name="Code">A rule that they broke, among others.</param>
public sealed record FindingsFilter(string? Dataset = null, string? Severity = null, string? Code = null);

/// <summary>A part of the list.</summary>
/// <param name="Fitting">How many fit the filter, shown or not.</param>
/// <param name="Datasets">All that the list names, whatever the filter.</param>
/// <param name="Codes">All rules that it names.</param>
public sealed record FoundRows(IReadOnlyList<FoundRow> Rows, int Fitting, IReadOnlyList<string> Datasets, IReadOnlyList<string> Codes);

/// <summary>A row and all that is wrong with it.</summary>
/// <param name="Line">Line in the table or place in the event log, from 1; null for the line that says how many rows are not
/// listed.</param>
/// <param name="Key">Unique key of the row, or its order; empty where that would name a person.</param>
/// <param name="Severity">The gravest of its rules.</param>
public sealed record FoundRow(string Dataset, long? Line, string Key, string Severity, IReadOnlyList<BrokenRule> Broken);

/// <param name="Code">Stable code of the rule.</param>
/// <param name="Value">Empty for nothing, and for what is personal.</param>
public sealed record BrokenRule(string Code, string Column, string Value);
