using System.Globalization;
using System.Security.Claims;
using Streaming.Web.Access;

namespace Streaming.Console.Web;

/// <summary>Values as people read them.</summary>
public static class Format
{
    public const string Unknown = "unknown";

    private const int ShownHashDigits = 12;
    private const int ShownOfMasked = 4;

    /// <summary>A count with its noun.</summary>
    public static string Many(long value, string one, string many) => $"{Count(value)} {(value == 1 ? one : many)}";

    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <param name="share">0 to 1.</param>
    /// <param name="digits">Behind the point.</param>
    public static string Percent(double share, int digits = 1) =>
        Unbroken((share * 100).ToString("F" + digits, CultureInfo.InvariantCulture) + " %");

    /// <summary>A text in which no line ends between a number and its per cent sign.</summary>
    public static string Unbroken(string text) => text.Replace(" %", "\u00A0%", StringComparison.Ordinal);

    public static string PercentOf(long part, long whole) => whole == 0 ? "–" : Percent((double)part / whole);

    public static string Number(double? value, int digits = 3) =>
        value is { } number ? number.ToString("F" + digits, CultureInfo.InvariantCulture) : "–";

    /// <summary>A customer's id: whole for those who may see persons, else its last characters.</summary>
    public static string Person(string id, ClaimsPrincipal reader) =>
        reader.May(Permissions.SeePersons) ? id : "…" + id[Math.Max(0, id.Length - ShownOfMasked)..];

    public static string Money(double value) => "BRL " + value.ToString("N2", CultureInfo.InvariantCulture);

    /// <summary>Stream time: the market's own clock.</summary>
    public static string Stream(DateTime time) => time.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Wall time, with its zone.</summary>
    public static string Wall(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";

    /// <summary>Wall time for the attribute of a <c>time</c> element, which a page that keeps itself fresh patches alone.</summary>
    public static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public static string Hash(string sha256) => sha256.Length > ShownHashDigits ? sha256[..ShownHashDigits] : sha256;

    /// <summary>A span in its two largest units.</summary>
    public static string Span(TimeSpan span)
    {
        if (span < TimeSpan.Zero)
            span = TimeSpan.Zero;
        if (span.TotalSeconds < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.#} s");
        if (span.TotalMinutes < 60)
            return string.Create(CultureInfo.InvariantCulture, $"{span.Minutes} min {span.Seconds} s");
        return span.TotalHours < 24
            ? string.Create(CultureInfo.InvariantCulture, $"{span.Hours} h {span.Minutes} min")
            : string.Create(CultureInfo.InvariantCulture, $"{span.Days} d {span.Hours} h");
    }

    public static string Ago(DateTimeOffset then, DateTimeOffset now) =>
        now - then < TimeSpan.FromSeconds(1) ? "just now" : Span(now - then) + " ago";

    /// <summary>Delivered minus promised.</summary>
    public static string Delay(double? days) =>
        days switch
        {
            null => "no promised date",
            >= 1 => Days(days.Value) + " late",
            > 0 => "less than a day late",
            > -1 => "on the promised day",
            _ => Days(-days.Value) + " early",
        };

    /// <summary>A feature's or category's name without its underscores.</summary>
    public static string Plain(string name) => name.Replace('_', ' ');

    private static string Days(double days) => Many((long)Math.Round(days, MidpointRounding.AwayFromZero), "day", "days");
}
