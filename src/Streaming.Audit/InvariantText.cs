using System.Globalization;
using System.Runtime.CompilerServices;

namespace Streaming.Audit;

/// <summary>Sentences with figures and times, the same whatever the language of the machine.</summary>
internal static class InvariantText
{
    public static string Text(InvariantHandler text) => text.ToText();
}

/// <summary>Puts an interpolated text together in the invariant culture. Unlike <see cref="FormattableString"/> it takes texts of several
/// lines of code.</summary>
[InterpolatedStringHandler]
internal ref struct InvariantHandler(int literalLength, int formattedCount)
{
    private DefaultInterpolatedStringHandler text = new(literalLength, formattedCount, CultureInfo.InvariantCulture);

    public void AppendLiteral(string value) => text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    public string ToText() => text.ToStringAndClear();
}
