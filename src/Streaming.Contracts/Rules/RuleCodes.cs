namespace Streaming.Contracts.Rules;

/// <summary>What can be wrong with a value, a row or a data set. Stable: metrics, findings and audit events carry them.</summary>
public static class RuleCodes
{
    /// <summary>Nothing where something is expected.</summary>
    public const string Null = "null";

    /// <summary>Text that is not of the column's kind.</summary>
    public const string Type = "type";

    /// <summary>Below the least or above the most that is expected.</summary>
    public const string Bounds = "bounds";

    /// <summary>None of the values that are expected.</summary>
    public const string Enum = "enum";

    /// <summary>Earlier than what must come before it.</summary>
    public const string TimeOrder = "time_order";

    /// <summary>The same key again.</summary>
    public const string Unique = "unique";

    /// <summary>A key that the other table does not have.</summary>
    public const string Reference = "reference";

    /// <summary>A row without its key.</summary>
    public const string NoKey = "no_key";

    /// <summary>Delivered, but nobody knows when.</summary>
    public const string NoDeliveryTime = "no_delivery_time";

    /// <summary>A review without the time of its answer.</summary>
    public const string NoAnswerTime = "no_answer_time";

    /// <summary>A row of another width than its header.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A data set holds fewer rows than it must.</summary>
    public const string Rows = "rows";

    /// <summary>Too many empty cells in a whole data set.</summary>
    public const string NullShare = "null_share";

    /// <summary>Its newest row is too old beside the other data sets.</summary>
    public const string Freshness = "freshness";

    /// <summary>Too few delivered orders have a review.</summary>
    public const string LabelShare = "label_share";

    /// <summary>What a single row or event can be found with.</summary>
    public static IReadOnlyList<string> OfRows { get; } =
    [Null, Type, Bounds, Enum, TimeOrder, Unique, Reference, NoKey, NoDeliveryTime, NoAnswerTime, Unreadable];
}
