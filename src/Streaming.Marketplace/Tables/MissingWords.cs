using System.Collections.Frozen;

namespace Streaming.Marketplace.Tables;

/// <summary>What programs write for nothing in a column of texts.</summary>
internal static class MissingWords
{
    public const string Rule = "is read as empty: programs write it where nothing is";

    public const int Longest = 5;

    private static readonly FrozenSet<string> Known = new[]
    {
        "NaN",
        "nan",
        "NAN",
        "NaT",
        "NULL",
        "Null",
        "null",
        "None",
        "NONE",
        "none",
        "NA",
        "N/A",
        "n/a",
        "#N/A",
        "<NA>",
        "\\N",
        "nil",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool Contains(ReadOnlySpan<char> text) => text.Length is > 1 and <= Longest && Lookup.Contains(text);
}
