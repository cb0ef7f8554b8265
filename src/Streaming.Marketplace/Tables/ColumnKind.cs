namespace Streaming.Marketplace.Tables;

/// <summary>What a column holds.</summary>
public enum ColumnKind
{
    Text,
    Whole,
    Number,
    Time,
}
