using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Streaming.Scorer.DeadLetters;

namespace Streaming.Replays.DeadLetters;

/// <summary>A header's value for people: Spring's big-endian integers as numbers, printable UTF-8 as text, anything else in
/// hexadecimal.</summary>
internal static class HeaderText
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public static string Of(IHeader header)
    {
        var bytes = header.GetValueBytes();
        return header.Key switch
        {
            _ when bytes is null => "null",
            DeadLetter.OriginalPartition when bytes.Length == sizeof(int) => BinaryPrimitives
                .ReadInt32BigEndian(bytes)
                .ToString(CultureInfo.InvariantCulture),
            DeadLetter.OriginalOffset when bytes.Length == sizeof(long) => BinaryPrimitives
                .ReadInt64BigEndian(bytes)
                .ToString(CultureInfo.InvariantCulture),
            DeadLetter.OriginalTimestamp when bytes.Length == sizeof(long) => Instant(BinaryPrimitives.ReadInt64BigEndian(bytes)),
            _ => Text(bytes),
        };
    }

    /// <summary>Milliseconds, and what they mean; a timestamp may be any number.</summary>
    private static string Instant(long milliseconds)
    {
        var number = milliseconds.ToString(CultureInfo.InvariantCulture);
        return
            milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? number
            : $"{number} ({Shown(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime)})";
    }

    private static string Shown(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);

    private static string Text(byte[] bytes)
    {
        try
        {
            var text = Strict.GetString(bytes);
            if (!text.Any(character => char.IsControl(character) && character is not ('\r' or '\n' or '\t')))
                return text;
        }
        catch (DecoderFallbackException)
        {
            // Not UTF-8: shown as bytes.
        }

        return "0x" + Convert.ToHexString(bytes);
    }
}
