using System.Text;
using Streaming.Contracts;

namespace Streaming.Marketplace.Tables;

/// <summary>Reads the tables' own time format straight from bytes; another shape goes to the general parser, which is some six times slower.</summary>
internal static class TimeStamp
{
    private const int Length = 19;
    private const int LongestOther = 32;

    public static bool TryParse(ReadOnlySpan<byte> text, out LocalTime time)
    {
        if (text.Length == Length && text[4] == '-' && text[7] == '-' && text[10] == ' ' && text[13] == ':' && text[16] == ':')
        {
            var year = Digits(text[..4]);
            var month = Digits(text.Slice(5, 2));
            var day = Digits(text.Slice(8, 2));
            var hour = Digits(text.Slice(11, 2));
            var minute = Digits(text.Slice(14, 2));
            var second = Digits(text.Slice(17, 2));
            if (year is >= 1 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month)
                && hour is >= 0 and < 24 && minute is >= 0 and < 60 && second is >= 0 and < 60)
            {
                time = LocalTime.From(new DateTime(year, month, day, hour, minute, second));
                return true;
            }
        }

        time = default;
        return text.Length <= LongestOther && LocalTime.TryParse(Encoding.UTF8.GetString(text), out time);
    }

    /// <summary>The number, or −1 when a byte is not a digit.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var b in text)
        {
            if (b is < (byte)'0' or > (byte)'9') return -1;
            value = value * 10 + (b - '0');
        }

        return value;
    }
}
