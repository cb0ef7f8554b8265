using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Streaming.Models.Reasons;
using Streaming.Web.Access;

namespace Streaming.Console.Web;

/// <summary>
/// The words of the pages about cases in a reader's language. The English text is the name of its translation, so a page reads as it is
/// shown. Immutable and thread-safe.
/// </summary>
public sealed class Words
{
    public static readonly Words English = new("en", new Dictionary<string, string>(), CultureInfo.InvariantCulture.NumberFormat);

    public static readonly Words Portuguese = new(
        "pt",
        PortugueseWords.All,
        new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." }
    );

    private const int LongestHeader = 200;

    private readonly IReadOnlyDictionary<string, string> translations;
    private readonly NumberFormatInfo numbers;

    private Words(string language, IReadOnlyDictionary<string, string> translations, NumberFormatInfo numbers) =>
        (Language, this.translations, this.numbers) = (language, translations, numbers);

    /// <summary>For an attribute <c>lang</c>.</summary>
    public string Language { get; }

    /// <summary>What the reader has chosen; else the first language of the browser that we speak; else English.</summary>
    public static Words Of(HttpContext http)
    {
        if (http.User.FindFirst(AccessClaims.Language)?.Value is { } chosen && Find(chosen) is { } words)
            return words;
        var header = http.Request.Headers.AcceptLanguage.ToString();
        if (header.Length is 0 or > LongestHeader || !StringWithQualityHeaderValue.TryParseList([header], out var accepted))
            return English;
        return accepted
                .Where(one => one.Quality is not 0)
                .OrderByDescending(one => one.Quality ?? 1)
                .Select(one => Find(one.Value.ToString()))
                .FirstOrDefault(found => found is not null)
            ?? English;
    }

    /// <summary>A text.</summary>
    public string this[string english] => translations.GetValueOrDefault(english, english);

    /// <summary>A text with values in the places {0}, {1}, …</summary>
    public string Say(string english, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[english], values);

    /// <summary>A count with its noun.</summary>
    public string Many(long value, string one, string many) => $"{Count(value)} {this[value == 1 ? one : many]}";

    public string Count(long value) => value.ToString("N0", numbers);

    public string Number(double value, int digits) => value.ToString("F" + digits, numbers);

    public string Money(double value) => this["BRL"] + " " + value.ToString("N2", numbers);

    public string Ago(DateTimeOffset then, DateTimeOffset now) =>
        now - then < TimeSpan.FromSeconds(1)
            ? this["just now"]
            : Say("{0} ago", Format.Span(now - then).Replace(".", numbers.NumberDecimalSeparator, StringComparison.Ordinal));

    /// <summary>Delivered minus promised.</summary>
    public string Delay(double? days) =>
        days switch
        {
            null => this["no promised date"],
            >= 1 => Say("{0} late", Days(days.Value)),
            > 0 => this["less than a day late"],
            > -1 => this["on the promised day"],
            _ => Say("{0} early", Days(-days.Value)),
        };

    /// <summary>A reason that an alert holds in English.</summary>
    public string Reason(string english) =>
        Format.Unbroken(Language == Portuguese.Language ? ReasonTranslation.ToPortuguese(english) ?? english : english);

    private string Days(double days) => Many((long)Math.Round(days, MidpointRounding.AwayFromZero), "day", "days");

    /// <summary>By the language alone: <c>pt-BR</c> is Portuguese.</summary>
    private static Words? Find(string tag) =>
        tag.Split('-')[0].ToLowerInvariant() switch
        {
            "en" => English,
            "pt" => Portuguese,
            _ => null,
        };
}
