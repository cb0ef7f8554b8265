using System.Globalization;
using System.Text;
using Streaming.Contracts;

namespace Streaming.Marketplace.Synthetic;

/// <summary>How one of the published tables is written.</summary>
/// <param name="HasBom">Starts with the UTF-8 byte order mark.</param>
/// <param name="LineBreak">LF, CRLF for the translation.</param>
/// <param name="QuotesDigits">Quotes the header and every text that begins with a digit, as the products and sellers tables do.</param>
internal sealed record CsvStyle(bool HasBom = false, string LineBreak = "\n", bool QuotesDigits = false);

/// <summary>Writes one CSV table field by field.</summary>
internal sealed class CsvTable : IDisposable
{
    private const int BufferCharacters = 1 << 16;

    private readonly StreamWriter writer;
    private readonly CsvStyle style;
    private bool isFirst = true;

    public CsvTable(string path, CsvStyle style, string header)
    {
        this.style = style;
        writer = new(OwnerOnly.Create(path), new UTF8Encoding(style.HasBom), BufferCharacters);
        writer.Write(style.QuotesDigits ? '"' + header.Replace(",", "\",\"", StringComparison.Ordinal) + '"' : header);
        writer.Write(style.LineBreak);
    }

    public int Rows { get; private set; }

    public CsvTable Text(string? text)
    {
        Separate();
        if (text is null)
            return this;
        if (text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || (style.QuotesDigits && text.Length > 0 && char.IsAsciiDigit(text[0])))
        {
            writer.Write('"');
            writer.Write(text.Replace("\"", "\"\"", StringComparison.Ordinal));
            writer.Write('"');
        }
        else
        {
            writer.Write(text);
        }

        return this;
    }

    public CsvTable Number(int? number)
    {
        Separate();
        if (number is { } value)
            writer.Write(value.ToString(CultureInfo.InvariantCulture));
        return this;
    }

    public CsvTable Money(long cents)
    {
        Separate();
        writer.Write((cents / 100).ToString(CultureInfo.InvariantCulture));
        writer.Write('.');
        writer.Write((cents % 100).ToString("00", CultureInfo.InvariantCulture));
        return this;
    }

    public CsvTable Time(long? moment)
    {
        Separate();
        if (moment is { } value)
            writer.Write(Moment.ToDateTime(value).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        return this;
    }

    public void End()
    {
        writer.Write(style.LineBreak);
        isFirst = true;
        Rows++;
    }

    public void Dispose() => writer.Dispose();

    private void Separate()
    {
        if (!isFirst)
            writer.Write(',');
        isFirst = false;
    }
}
