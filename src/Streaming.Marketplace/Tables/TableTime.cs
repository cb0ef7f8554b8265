using System.Globalization;
using Streaming.Contracts;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// Times that data frames, spreadsheets and scripts write otherwise than the published tables, and that can mean one thing only.
/// </summary>
public static class TableTime
{
    /// <summary>What is expected of a time, in words.</summary>
    public const string Rule = "must be a time like 2018-05-31 23:59:59";

    private const int DateLength = 10; // 2018-05-31
    private const int MinutesLength = 16; // 2018-05-31 23:59
    private const int SecondsLength = 19;
    private const int LongestFraction = 9;
    private const int Longest = SecondsLength + 1 + LongestFraction + 1;

    /// <summary>Reads a date alone, a time without seconds, a fraction of another length than three digits, and a Z behind them.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="time">What it means on the market's own clock.</param>
    /// <param name="understood">How, in words.</param>
    public static bool TryUnderstand(ReadOnlySpan<char> text, out LocalTime time, out string understood)
    {
        (time, understood) = (default, "");
        if (text.Length is < DateLength or > Longest)
            return false;
        var hasZone = text.Length > DateLength + 1 && text[^1] == 'Z';
        if (hasZone)
            text = text[..^1];
        var point = text.IndexOf('.');
        var fraction = point < 0 ? [] : text[(point + 1)..];
        if (
            point >= 0
            && (point != SecondsLength || fraction.Length is 0 or > LongestFraction || fraction.ContainsAnyExceptInRange('0', '9'))
        )
            return false;
        var whole = point < 0 ? text : text[..point];
        var written = whole.Length switch
        {
            DateLength => $"{whole} 00:00:00",
            MinutesLength => $"{whole}:00",
            SecondsLength => whole.ToString(),
            _ => "",
        };
        if (!LocalTime.TryParse(written, out time))
            return false;
        if (!fraction.IsEmpty)
            time = time.AddMilliseconds(
                (long)(decimal.Parse($"0.{fraction}", CultureInfo.InvariantCulture) * LocalTime.MillisecondsPerSecond)
            );
        understood = whole.Length switch
        {
            DateLength => "a date alone is read as its midnight",
            MinutesLength => "a time without seconds is read as the full minute",
            _ when hasZone => "the Z behind the time is left out: times are read as the market's own clock",
            _ => "the fraction of the second is read to the millisecond",
        };
        if (hasZone && whole.Length < SecondsLength)
            understood += ", the Z left out";
        return true;
    }
}
