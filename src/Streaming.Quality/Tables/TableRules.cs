using Streaming.Contracts.Rules;

namespace Streaming.Quality.Tables;

/// <summary>Columns that together appear once.</summary>
public sealed record UniqueRule(IReadOnlyList<string> Columns, Gate Gate);

/// <summary>A column whose values another table must have.</summary>
/// <param name="Column">Of this table.</param>
/// <param name="Table">The other one; read before this one.</param>
/// <param name="To">Its column, the only one of its unique key.</param>
/// <param name="Gate">How many rows may point nowhere.</param>
public sealed record ReferenceRule(string Column, string Table, string To, Gate Gate);

/// <summary>Time columns of which none may be before the one before it.</summary>
public sealed record TimeOrderRule(IReadOnlyList<string> Columns, Gate Gate);

/// <summary>
/// How far the newest row may lie behind the newest of all tables with such a rule. In stream time: the wall clock is no input of a stage,
/// and a history of another year
/// is as good for training as it was then.
/// </summary>
public sealed record FreshnessRule(string Column, double Days, GateAction Action);

/// <summary>How many rows a table must have.</summary>
public sealed record RowsRule(long Least, GateAction Action);

/// <summary>What is expected of one table.</summary>
public sealed record TableRules
{
    /// <summary>File name.</summary>
    public required string Table { get; init; }

    /// <summary>In the order of <c>schema.yaml</c>.</summary>
    public required IReadOnlyList<ColumnRule> Columns { get; init; }

    /// <summary>Default: 1 row, or stop.</summary>
    public RowsRule Rows { get; init; } = new(1, GateAction.Stop);

    /// <summary>Rows that give no event. Default: none, or stop.</summary>
    public Gate Rejected { get; init; } = new(0, GateAction.Stop);

    /// <summary>Share of all cells that may be empty, of columns that do not expect it. Null: not judged.</summary>
    public Gate? Nulls { get; init; }

    /// <summary>Null: not judged.</summary>
    public UniqueRule? Unique { get; init; }

    public IReadOnlyList<ReferenceRule> References { get; init; } = [];

    /// <summary>Null: not judged.</summary>
    public TimeOrderRule? TimeOrder { get; init; }

    /// <summary>Null: not judged.</summary>
    public FreshnessRule? Freshness { get; init; }

    /// <summary>The rule of a column.</summary>
    public ColumnRule? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>What may become of a broken rule, and how often.</summary>
    public Gate GateOf(string column, string code) =>
        code switch
        {
            RuleCodes.NoKey or RuleCodes.NoDeliveryTime or RuleCodes.NoAnswerTime or RuleCodes.Unreadable => Rejected,
            RuleCodes.Unique => Unique!.Gate,
            RuleCodes.TimeOrder => TimeOrder!.Gate,
            RuleCodes.Reference => References.First(reference => reference.Column == column).Gate,
            RuleCodes.Null => Column(column)!.Empty,
            _ => Column(column)!.Outside,
        };
}
