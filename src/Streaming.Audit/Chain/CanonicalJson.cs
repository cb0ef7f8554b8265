using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Streaming.Audit.Chain;

/// <summary>
/// One text for all JSON texts of the same meaning, because the database keeps the meaning and not the text: members by the bytes of their
/// names, no white
/// space, strings with the shortest escapes, numbers as their significant digits and a power of ten (<c>0.050</c> is <c>5e-2</c>,
/// <c>-0.0</c> is <c>0</c>).
/// The check of exports in <c>ops/verify-export.py</c> forms the same text.
/// </summary>
internal static class CanonicalJson
{
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var text = new StringBuilder(json.Length);
        Append(text, document.RootElement);
        return text.ToString();
    }

    /// <summary>A string with its quotes.</summary>
    public static void AppendString(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => text.Append(c),
            };
        }

        text.Append('"');
    }

    private static void Append(StringBuilder text, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                AppendObject(text, element);
                break;
            case JsonValueKind.Array:
                AppendArray(text, element);
                break;
            case JsonValueKind.String:
                AppendString(text, element.GetString()!);
                break;
            case JsonValueKind.Number:
                AppendNumber(text, element.GetRawText());
                break;
            default:
                text.Append(element.GetRawText()); // true, false, null
                break;
        }
    }

    private static void AppendObject(StringBuilder text, JsonElement element)
    {
        var separator = "{";
        foreach (var member in element.EnumerateObject().OrderBy(member => Encoding.UTF8.GetBytes(member.Name), ByBytes.Instance))
        {
            text.Append(separator);
            AppendString(text, member.Name);
            text.Append(':');
            Append(text, member.Value);
            separator = ",";
        }

        text.Append(separator == "{" ? "{}" : "}");
    }

    private static void AppendArray(StringBuilder text, JsonElement element)
    {
        var separator = "[";
        foreach (var item in element.EnumerateArray())
        {
            text.Append(separator);
            Append(text, item);
            separator = ",";
        }

        text.Append(separator == "[" ? "[]" : "]");
    }

    private static void AppendNumber(StringBuilder text, string raw)
    {
        var exponentAt = raw.IndexOfAny(['e', 'E']);
        var mantissa = exponentAt < 0 ? raw : raw[..exponentAt];
        var exponent =
            exponentAt < 0 ? 0 : long.Parse(raw.AsSpan(exponentAt + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = mantissa.TrimStart('-');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= digits.Length - point - 1;
            digits = digits.Remove(point, 1);
        }

        var significant = digits.TrimStart('0').TrimEnd('0');
        exponent += digits.Length - digits.TrimEnd('0').Length;
        if (significant.Length == 0)
        {
            text.Append('0');
            return;
        }

        if (mantissa[0] == '-')
            text.Append('-');
        text.Append(significant);
        if (exponent != 0)
            text.Append('e').Append(exponent.ToString(CultureInfo.InvariantCulture));
    }

    private sealed class ByBytes : IComparer<byte[]>
    {
        public static readonly ByBytes Instance = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
