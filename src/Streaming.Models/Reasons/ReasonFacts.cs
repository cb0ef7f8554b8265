using System.Globalization;
using Streaming.Features;

namespace Streaming.Models.Reasons;

/// <summary>One order's values by name, and the words for them.</summary>
internal readonly ref struct ReasonFacts(ReadOnlySpan<float> vector, IReadOnlyDictionary<string, IReadOnlyList<string>> categories)
{
    private static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private readonly ReadOnlySpan<float> vector = vector;

    /// <summary>NaN when missing.</summary>
    public float this[string feature] => vector[FeatureSchema.IndexOf(feature)];

    /// <summary>The same by index.</summary>
    public float this[int feature] => vector[feature];

    /// <summary>The category in readable words, or null when missing or unknown.</summary>
    public string? Category(string feature)
    {
        var code = this[feature];
        return float.IsNaN(code) ? null : categories[feature][(int)code].Replace('_', ' ');
    }

    public static string Count(float value) => Round(value, 0);

    /// <summary>"1 review", "54 reviews"; "no reviews yet" for none.</summary>
    public static string Reviews(float value) =>
        value switch
        {
            1 => "1 review",
            > 1 => Round(value, 0) + " reviews",
            _ => "no reviews yet",
        };

    /// <summary>Whole days, hours below one day.</summary>
    public static string Days(float days)
    {
        if (float.IsNaN(days))
            return "an unknown time";
        var hours = Math.Round(Math.Abs(days) * 24);
        if (hours < 24)
            return hours == 1 ? "1 hour" : Round((float)hours, 0) + " hours";
        var whole = Math.Round(Math.Abs(days));
        return whole == 1 ? "1 day" : Round((float)whole, 0) + " days";
    }

    public static string Percent(float share) => Round(share * 100, 0) + " %";

    public static string Money(float value) => "BRL " + Round(value, 2);

    public static string Weekday(float mondayZero) => Weekdays[(int)mondayZero];

    public static string Round(float value, int digits)
    {
        var rounded = Math.Round(value, digits);
        return digits == 0 && Math.Abs(rounded) < int.MaxValue
            ? ((int)rounded).ToString(CultureInfo.InvariantCulture)
            : rounded.ToString("F" + digits, CultureInfo.InvariantCulture);
    }
}
