using System.Globalization;
using System.Text;

namespace Streaming.Contracts;

/// <summary>
/// A wall-clock reading of the one market that this system serves, without a time zone: what Avro calls
/// <c>local-timestamp-millis</c>. Stream time: features, windows and label maturity are driven by it.
/// </summary>
/// <param name="Milliseconds">Milliseconds since 1970-01-01T00:00:00 on the market's own clock; may be negative.</param>
public readonly record struct LocalTime(long Milliseconds) : IComparable<LocalTime>
{
    public const long MillisecondsPerSecond = 1_000;
    public const long MillisecondsPerMinute = 60_000;
    public const long MillisecondsPerHour = 3_600_000;
    public const long MillisecondsPerDay = 86_400_000;

    private const int UsualLength = 19;
    private const int LongestOther = 32;

    /// <summary>The earliest time that fits the written form, 0001-01-01 00:00:00.</summary>
    public static readonly LocalTime MinValue = From(DateTime.MinValue);

    /// <summary>The latest time that fits the written form, 9999-12-31 23:59:59.999.</summary>
    public static readonly LocalTime MaxValue = From(DateTime.MaxValue);

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.fff",
        "yyyy-MM-ddTHH:mm:ss",
        "yyyy-MM-ddTHH:mm:ss.fff",
    ];

    /// <summary>Calendar day, counted from 1970-01-01 (day 0), rounded down: one millisecond before midnight belongs to the day
    /// before.</summary>
    /// <exception cref="OverflowException">Some six million years away from 1970.</exception>
    public int Day
    {
        get
        {
            var day = Milliseconds / MillisecondsPerDay; // towards zero
            return checked((int)(day * MillisecondsPerDay > Milliseconds ? day - 1 : day));
        }
    }

    public static LocalTime From(DateTime local) => new((local.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMillisecond);

    /// <summary>Midnight at the start of <paramref name="day"/> (days since 1970-01-01).</summary>
    public static LocalTime StartOfDay(int day) => new(day * MillisecondsPerDay);

    /// <summary>Reads <c>yyyy-MM-dd HH:mm:ss[.fff]</c>, with a blank or a T between date and time.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out LocalTime time)
    {
        if (DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
        {
            time = From(local);
            return true;
        }

        time = default;
        return false;
    }

    /// <summary>The same from UTF-8. The form with a blank and without milliseconds, which tables and callers use, is read straight from
    /// the bytes: some six times as fast.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out LocalTime time)
    {
        if (text.Length == UsualLength && text[4] == '-' && text[7] == '-' && text[10] == ' ' && text[13] == ':' && text[16] == ':')
        {
            var (year, month, day) = (Digits(text[..4]), Digits(text.Slice(5, 2)), Digits(text.Slice(8, 2)));
            var (hour, minute, second) = (Digits(text.Slice(11, 2)), Digits(text.Slice(14, 2)), Digits(text.Slice(17, 2)));
            if (
                year is >= 1 and <= 9999
                && month is >= 1 and <= 12
                && day >= 1
                && day <= DateTime.DaysInMonth(year, month)
                && hour is >= 0 and < 24
                && minute is >= 0 and < 60
                && second is >= 0 and < 60
            )
            {
                time = From(new DateTime(year, month, day, hour, minute, second));
                return true;
            }
        }

        time = default;
        return text.Length <= LongestOther && TryParse(Encoding.UTF8.GetString(text), out time);
    }

    public static LocalTime Parse(string text) =>
        TryParse(text, out var time) ? time : throw new FormatException($"'{text}' is not a local time; expected yyyy-MM-dd HH:mm:ss");

    public DateTime ToDateTime() => new(DateTime.UnixEpoch.Ticks + Milliseconds * TimeSpan.TicksPerMillisecond, DateTimeKind.Unspecified);

    public LocalTime AddMilliseconds(long milliseconds) => new(Milliseconds + milliseconds);

    public int CompareTo(LocalTime other) => Milliseconds.CompareTo(other.Milliseconds);

    /// <summary><c>yyyy-MM-dd HH:mm:ss</c>, with <c>.fff</c> only where the milliseconds are not zero; a time outside years 1 to 9999 as
    /// its number.</summary>
    public override string ToString()
    {
        if (this < MinValue || this > MaxValue)
            return Milliseconds.ToString(CultureInfo.InvariantCulture) + " ms";
        return ToDateTime().ToString(Milliseconds % MillisecondsPerSecond == 0 ? Formats[0] : Formats[1], CultureInfo.InvariantCulture);
    }

    public static LocalTime Later(LocalTime a, LocalTime b) => a.Milliseconds >= b.Milliseconds ? a : b;

    /// <summary>The number, or −1 when a byte is not a digit.</summary>
    private static int Digits(ReadOnlySpan<byte> text)
    {
        var value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return -1;
            value = value * 10 + (digit - '0');
        }

        return value;
    }

    public static bool operator <(LocalTime left, LocalTime right) => left.Milliseconds < right.Milliseconds;

    public static bool operator >(LocalTime left, LocalTime right) => left.Milliseconds > right.Milliseconds;

    public static bool operator <=(LocalTime left, LocalTime right) => left.Milliseconds <= right.Milliseconds;

    public static bool operator >=(LocalTime left, LocalTime right) => left.Milliseconds >= right.Milliseconds;
}
