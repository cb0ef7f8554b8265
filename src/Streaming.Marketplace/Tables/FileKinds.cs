using System.Text;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Tells a table from other files by its first bytes: people rename archives and spreadsheets, and downloads may be pages.
/// </summary>
internal static class FileKinds
{
    private const int Looked = 512;
    private const int Shown = 8;

    private static readonly (byte[] Begin, string What)[] Known =
    [
        ([0x1F, 0x8B], "a gzip archive; unpack it: gunzip"),
        ("PK\u0003\u0004"u8.ToArray(), "a zip archive or a spreadsheet (xlsx); unpack it, or save the sheet as CSV UTF-8"),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z'], "an xz archive; unpack it: unxz"),
        ("BZh"u8.ToArray(), "a bzip2 archive; unpack it: bunzip2"),
        ([0x28, 0xB5, 0x2F, 0xFD], "a zstd archive; unpack it: unzstd"),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF], "a 7z archive; unpack it"),
        ("PAR1"u8.ToArray(), "a Parquet file; export it as CSV"),
        ([0xD0, 0xCF, 0x11, 0xE0], "a spreadsheet (xls); save the sheet as CSV UTF-8"),
        ("SQLite format 3"u8.ToArray(), "an SQLite database; export the table as CSV"),
        ("%PDF"u8.ToArray(), "a PDF; export the table as CSV"),
        ([0xFF, 0xFE, 0, 0], "text in UTF-32; save it as UTF-8"),
        ([0, 0, 0xFE, 0xFF], "text in UTF-32; save it as UTF-8"),
    ];

    /// <summary>How the letters are written; null when this is no table.</summary>
    /// <param name="begin">The first bytes of the file, as many as there are.</param>
    public static TextForm? FormOf(ReadOnlySpan<byte> begin)
    {
        if (KnownAs(begin) is not null)
            return null;
        if (begin is [0xFF, 0xFE, ..] or [not 0, 0, not 0, 0, ..])
            return TextForm.Utf16LittleEndian;
        if (begin is [0xFE, 0xFF, ..] or [0, not 0, 0, not 0, ..])
            return TextForm.Utf16BigEndian;
        return HasControls(FirstLine(begin)) ? null : TextForm.Utf8;
    }

    /// <summary>What a file is that is no table, and what to do with it.</summary>
    public static string Refusal(ReadOnlySpan<byte> begin) =>
        KnownAs(begin) is { } what
            ? $"the file is no table but {what}"
            : $"the file is no text: it begins with the bytes {Convert.ToHexString(begin[..Math.Min(Shown, begin.Length)])}; "
                + $"a table is CSV in UTF-8";

    private static string? KnownAs(ReadOnlySpan<byte> begin)
    {
        foreach (var (mark, what) in Known)
        {
            if (begin.StartsWith(mark))
                return what;
        }

        var text = begin.StartsWith(Encoding.UTF8.Preamble) ? begin[Encoding.UTF8.Preamble.Length..] : begin;
        text = text.TrimStart(" \t\r\n"u8);
        return text is [(byte)'<', ..] ? "a web page or XML; a download may have been answered by a page that asks to sign in"
            : text is [(byte)'{' or (byte)'[', ..] ? "JSON; export the table as CSV"
            : null;
    }

    private static ReadOnlySpan<byte> FirstLine(ReadOnlySpan<byte> begin)
    {
        begin = begin[..Math.Min(Looked, begin.Length)];
        var end = begin.IndexOfAny((byte)'\n', (byte)'\r');
        return end < 0 ? begin : begin[..end];
    }

    private static bool HasControls(ReadOnlySpan<byte> text)
    {
        foreach (var letter in text)
        {
            if (letter < (byte)' ' && letter != (byte)'\t')
                return true;
        }

        return false;
    }
}
