using System.Buffers;
using System.Globalization;
using System.Text;

namespace Streaming.Contracts.Rules;

/// <summary>
/// The characters that no text of an event may hold. Control characters (U+0000 to U+001F, U+007F to U+009F) end lines of logs and tables,
/// and databases refuse the first of them; characters that turn the direction of writing let one id read as another.
/// </summary>
public static class PlainText
{
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl),
    ]);

    /// <summary>Bidi_Control of Unicode 16 (PropList.txt).</summary>
    private static readonly SearchValues<char> Directions = SearchValues.Create(
        "\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"
    );

    /// <summary>Whether the text holds a control character; false for null.</summary>
    public static bool HasControl(ReadOnlySpan<char> text) => IsUnusual(text) && text.ContainsAny(Controls);

    /// <summary>Whether the text holds a character that turns the direction of writing.</summary>
    public static bool HasDirectionMark(ReadOnlySpan<char> text) => IsUnusual(text) && text.ContainsAny(Directions);

    /// <summary>Every id of every record is looked at, and nearly all are plain ASCII, which one range tells in a few
    /// nanoseconds.</summary>
    private static bool IsUnusual(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange(' ', '~');

    /// <summary>The text with those characters as <c>\uXXXX</c>, so that it can be shown.</summary>
    public static string Visible(string text)
    {
        if (!HasControl(text) && !HasDirectionMark(text))
            return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var one in text)
        {
            if (Controls.Contains(one) || Directions.Contains(one))
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:X4}");
            else
                shown.Append(one);
        }

        return shown.ToString();
    }
}
