using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Streaming.Host.Configuration;

/// <summary>Text of a setting to the value of its type and back.</summary>
internal static class SettingText
{
    public static bool IsList(Type type) => type == typeof(IReadOnlyList<string>);

    public static bool IsSection(Type type) => type.IsClass && type != typeof(string);

    /// <summary>The record of each entry when the type is a section of named sections, else null.</summary>
    public static Type? NamedSection(Type type) =>
        type.IsGenericType
        && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)
        && type.GetGenericArguments() is [var name, var section]
        && name == typeof(string)
        && IsSection(section)
            ? section
            : null;

    /// <param name="texts">One text, or the items of a list.</param>
    /// <param name="allowed">What would have been read, in words.</param>
    public static bool TryParse(Type type, IReadOnlyList<string> texts, out object? value, out string allowed)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        (value, allowed) = plain switch
        {
            _ when IsList(plain) => (texts, ""),
            _ when plain == typeof(string) => ((object?)texts[0], ""),
            _ when plain == typeof(int) => (
                int.TryParse(texts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var i) ? i : null,
                "a whole number"
            ),
            _ when plain == typeof(long) => (
                long.TryParse(texts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var l) ? l : null,
                "a whole number"
            ),
            _ when plain == typeof(double) => (
                double.TryParse(texts[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) ? d : null,
                "a number"
            ),
            _ when plain == typeof(bool) => (bool.TryParse(texts[0], out var b) ? b : null, "true or false"),
            _ when plain.IsEnum => (ParseEnum(plain, texts[0]), string.Join(", ", Enum.GetNames(plain).Select(Spell))),
            _ => throw new NotSupportedException($"settings of type {plain} are not read"),
        };
        return value is not null;
    }

    public static string Show(object? value) =>
        value switch
        {
            null or "" => "empty",
            IEnumerable<string> items => $"'{string.Join(",", items)}'",
            IFormattable number => $"'{number.ToString(null, CultureInfo.InvariantCulture)}'",
            _ => $"'{value}'",
        };

    /// <summary>What a rule allows, in words.</summary>
    public static string Allowed(ValidationAttribute rule) =>
        rule switch
        {
            RequiredAttribute => "a value",
            RangeAttribute range => string.Create(CultureInfo.InvariantCulture, $"{range.Minimum} to {range.Maximum}"),
            _ => rule.FormatErrorMessage(""),
        };

    /// <summary>Kafka writes <c>sasl_ssl</c> and <c>SCRAM-SHA-512</c> where C# has SaslSsl and ScramSha512.</summary>
    private static object? ParseEnum(Type type, string text)
    {
        var bare = text.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var name = Enum.GetNames(type).FirstOrDefault(n => n.Equals(bare, StringComparison.OrdinalIgnoreCase));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static string Spell(string name) =>
        string.Concat(
            name.Select(
                (c, i) =>
                    i > 0 && (char.IsUpper(c) || (char.IsDigit(c) && !char.IsDigit(name[i - 1])))
                        ? $"_{char.ToLowerInvariant(c)}"
                        : $"{char.ToLowerInvariant(c)}"
            )
        );
}
