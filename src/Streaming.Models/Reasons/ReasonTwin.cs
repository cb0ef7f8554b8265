using System.Text.RegularExpressions;

namespace Streaming.Models.Reasons;

/// <summary>One English template and what it is in Portuguese. Both name values as <c>{days}</c>: a kind of
/// <see cref="PortugueseValues"/>, with a digit behind it where a template has two of one kind. Immutable and thread-safe.</summary>
internal sealed partial class ReasonTwin
{
    private readonly Regex pattern;
    private readonly string portuguese;

    public ReasonTwin(string english, string portuguese)
    {
        English = english;
        this.portuguese = portuguese;
        var parts = Value().Split(english); // a text, a value's name, a text, …
        var body = string.Concat(
            parts.Select((part, i) => i % 2 == 0 ? Regex.Escape(part) : $"(?<{part}>{PortugueseValues.Kinds[KindOf(part)].Pattern})")
        );
        pattern = new Regex($@"\A{body}\z", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
        Values = [.. parts.Where((_, i) => i % 2 == 1).Order(StringComparer.Ordinal)];
        PortugueseNames = [.. Value().Split(portuguese).Where((_, i) => i % 2 == 1).Order(StringComparer.Ordinal)];
        FirstWord = parts[0].IndexOf(' ', StringComparison.Ordinal) is > 0 and var end ? parts[0][..end] : null;
    }

    public string English { get; }

    /// <summary>Names of the values in the English template, sorted.</summary>
    public IReadOnlyList<string> Values { get; }

    /// <summary>Those of the Portuguese one.</summary>
    public IReadOnlyList<string> PortugueseNames { get; }

    /// <summary>Null where the template begins with a value.</summary>
    public string? FirstWord { get; }

    /// <returns>Null when the sentence is not of this template.</returns>
    public string? Translate(string text) =>
        pattern.Match(text) is { Success: true } match
            ? Value()
                .Replace(
                    portuguese,
                    value => PortugueseValues.Kinds[KindOf(value.Groups[1].Value)].Say(match.Groups[value.Groups[1].Value].Value)
                )
            : null;

    private static string KindOf(string name) => name.TrimEnd('2');

    [GeneratedRegex(@"\{([a-z]+2?)\}")]
    private static partial Regex Value();
}
