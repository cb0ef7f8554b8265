using System.Globalization;
using System.Text;

namespace Streaming.Replays.DeadLetters;

/// <summary>Bytes for people: sixteen a line, with their offset and the printable ones as text.</summary>
internal static class HexDump
{
    private const int PerLine = 16;

    /// <param name="most">How many bytes are shown; a last line says how many there are.</param>
    public static string Of(ReadOnlySpan<byte> bytes, int most)
    {
        var text = new StringBuilder();
        var shown = bytes[..Math.Min(most, bytes.Length)];
        for (var at = 0; at < shown.Length; at += PerLine)
        {
            var line = shown[at..Math.Min(at + PerLine, shown.Length)];
            text.Append(CultureInfo.InvariantCulture, $"{at:x8} ");
            for (var i = 0; i < PerLine; i++)
                text.Append(i < line.Length ? $" {line[i]:x2}" : "   ");
            text.Append("  ");
            foreach (var one in line)
                text.Append(one is >= 0x20 and < 0x7F ? (char)one : '.');
            text.Append('\n');
        }

        if (shown.Length < bytes.Length)
            text.Append(CultureInfo.InvariantCulture, $"… {bytes.Length} bytes\n");
        return text.ToString();
    }
}
