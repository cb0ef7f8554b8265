using System.Globalization;

namespace Streaming.Contracts;

/// <summary>
/// Lower case without accents. Written out because this system runs with invariant globalization, where
/// <see cref="string.Normalize()"/> decomposes nothing.
/// </summary>
internal static class AccentFolding
{
    private const char First = 'À';

    /// <summary>
    /// U+00C0 to U+017F in lower case, canonically decomposed (Unicode NFD), combining marks removed; a letter that has no
    /// decomposition, such as ø, stays. Source: the Unicode Character Database, by way of Python's unicodedata 14.
    /// </summary>
    private const string Folded =
        "aaaaaaæceeeeiiiiðnooooo×øuuuuyþßaaaaaaæceeeeiiiiðnooooo÷øuuuuyþy"
        + "aaaaaaccccccccddđđeeeeeeeeeegggggggghhħħiiiiiiiiiıĳĳjjkkĸllllllŀŀłł"
        + "nnnnnnŉŋŋooooooœœrrrrrrssssssssttttŧŧuuuuuuuuuuuuwwyyyzzzzzzſ";

    public static string Fold(string text)
    {
        var folded = new char[text.Length];
        var length = 0;
        foreach (var letter in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) == UnicodeCategory.NonSpacingMark)
                continue; // an accent written on its own
            var place = letter - First;
            folded[length++] = (uint)place < (uint)Folded.Length ? Folded[place] : char.ToLowerInvariant(letter);
        }

        return new string(folded, 0, length);
    }
}
