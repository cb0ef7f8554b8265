using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Streaming.Console.Web;

/// <summary>
/// Encodes what pages show, and makes visible what would be shown as nothing or turn the text around it: an order id with such a character
/// in it could read as another's.
/// U+202E becomes ⟨U+202E⟩. Ids, names and reasons are foreign text wherever they stand, so this holds for every page at once.
/// </summary>
internal sealed class PlainTextEncoder : HtmlEncoder
{
    private const char Open = '⟨';
    private const char Close = '⟩';

    public override int MaxOutputCharactersPerInputCharacter => Default.MaxOutputCharactersPerInputCharacter;

    /// <summary>The default encodes everything that is not plain ASCII, and so all that is hidden.</summary>
    public override bool WillEncode(int unicodeScalar) => Default.WillEncode(unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength) =>
        Default.FindFirstCharacterToEncode(text, textLength);

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        return IsHidden(unicodeScalar)
            ? new Span<char>(buffer, bufferLength).TryWrite(
                CultureInfo.InvariantCulture,
                $"{Open}U+{unicodeScalar:X4}{Close}",
                out numberOfCharactersWritten
            )
            : Default.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
    }

    private static bool IsHidden(int scalar) =>
        scalar is not ('\t' or '\n' or '\r')
        && Rune.IsValid(scalar)
        && Rune.GetUnicodeCategory(new Rune(scalar))
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator;
}
