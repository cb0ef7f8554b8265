using Streaming.Contracts.Rules;
using Streaming.Marketplace.Tables;

namespace Streaming.Quality.Tables;

/// <summary>What happens when more rows break a rule than may.</summary>
public enum GateAction
{
    /// <summary>Nothing is trained on the data.</summary>
    Stop,

    /// <summary>Said, then trained on.</summary>
    Flag,
}

/// <summary>How many rows may break a rule, and what happens beyond.</summary>
/// <param name="Limit">Share of the rows, 0 to 1.</param>
/// <param name="Action">When it is exceeded.</param>
public sealed record Gate(double Limit, GateAction Action)
{
    /// <summary>A row more than the limit allows.</summary>
    public bool IsExceeded(long count, long rows) => count > Limit * rows;
}

/// <summary>One column of a table.</summary>
/// <param name="Name">As in the header.</param>
/// <param name="Kind">What its cells hold.</param>
/// <param name="Values">What is expected of one cell.</param>
/// <param name="Severity">Of a cell that breaks it and does not cost the row its event: flag or info.</param>
/// <param name="Empty">How many cells may be empty. A limit of 1 expects nothing of them.</param>
/// <param name="Outside">How many may be of another kind, out of bounds, or none of the listed values; each counted for itself.</param>
public sealed record ColumnRule(string Name, ColumnKind Kind, ValueRule Values, Severity Severity, Gate Empty, Gate Outside);
