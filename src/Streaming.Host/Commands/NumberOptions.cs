using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Numerics;
using Streaming.Embedded.Processes;

namespace Streaming.Host.Commands;

/// <summary>
/// Options that take a number or a time. They are read by this code, not by the command line's library: that one takes <c>1,5</c>
/// for 15, and throws where a text is no number
/// and a validator asks for it. Numbers are written as everywhere in the product: a point for the fraction, nothing between thousands.
/// </summary>
internal static class NumberOptions
{
    private const DateTimeStyles WithoutZoneIsUtc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;

    private static readonly string[] TimeForms =
    [
        "yyyy-MM-dd",
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd'T'HH:mm:ssK",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
        "yyyy-MM-dd HH:mmK",
        "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both allowed.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Number(result, option.Name, least, most);
        return option;
    }

    /// <inheritdoc cref="Within{T}(Option{T}, T, T)"/>
    public static Option<T?> Within<T>(this Option<T?> option, T least, T most)
        where T : struct, INumber<T>
    {
        option.CustomParser = result => Number(result, option.Name, least, most);
        return option;
    }

    /// <summary>Any number that the type holds.</summary>
    public static Option<T> AnyNumber<T>(this Option<T> option)
        where T : struct, INumber<T>, IMinMaxValue<T> => option.Within(T.MinValue, T.MaxValue);

    /// <inheritdoc cref="AnyNumber{T}(Option{T})"/>
    public static Option<T?> AnyNumber<T>(this Option<T?> option)
        where T : struct, INumber<T>, IMinMaxValue<T> => option.Within(T.MinValue, T.MaxValue);

    /// <summary>A time as ISO 8601 writes it; one without a zone is UTC, as every time that commands print.</summary>
    public static Option<DateTimeOffset?> Instant(this Option<DateTimeOffset?> option)
    {
        option.CustomParser = result =>
        {
            var text = TextOf(result);
            if (DateTimeOffset.TryParseExact(text, TimeForms, CultureInfo.InvariantCulture, WithoutZoneIsUtc, out var instant))
                return instant;
            result.AddError($"{option.Name} is '{text}'; allowed: a time such as 2030-01-31T12:00:00Z, or a date such as 2030-01-31");
            return null;
        };
        return option;
    }

    /// <summary>
    /// Whether the command line gives the option, right or wrong: what validators of a command may ask without reading its value.
    /// </summary>
    public static bool IsGiven(this CommandResult command, Option option) => command.GetResult(option) is { Implicit: false };

    private static T Number<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, INumber<T>
    {
        var styles = T.IsInteger(T.One / (T.One + T.One))
            ? NumberStyles.AllowLeadingSign
            : NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        var text = TextOf(result);
        if (!T.TryParse(text, styles, CultureInfo.InvariantCulture, out var value) || !T.IsFinite(value))
            result.AddError(FormattableString.Invariant($"{name} is '{text}'; allowed: {least} to {most}"));
        else if (value < least || value > most)
            result.AddError(FormattableString.Invariant($"{name} is {value}; allowed: {least} to {most}"));
        else
            return value;
        return default;
    }

    private static string TextOf(ArgumentResult result) => result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
}
