using System.Globalization;
using System.Text.RegularExpressions;

namespace Streaming.Operations.Tests.Demo;

/// <summary>The answer of /metrics, in Prometheus' text format.</summary>
public sealed partial class Exposition(string text)
{
    private readonly Lazy<HashSet<string>> names = new(() =>
        [
            .. TypeLine()
                .Matches(text)
                .SelectMany(
                    type => type.Groups["type"].Value == "histogram" ? (string[])["_bucket", "_sum", "_count"] : [""],
                    (type, end) => type.Groups["name"].Value + end
                ),
        ]);

    public string Text { get; } = text;

    /// <summary>Names of series, also of those that nothing has counted yet.</summary>
    public IReadOnlySet<string> Names => names.Value;

    /// <summary>Of all series of the name.</summary>
    public double Sum(string name) =>
        Sample()
            .Matches(Text)
            .Where(sample => sample.Groups["name"].Value == name)
            .Sum(sample => double.Parse(sample.Groups["value"].Value, CultureInfo.InvariantCulture));

    public override string ToString() => $"{names.Value.Count} names";

    [GeneratedRegex("^# TYPE (?<name>[a-z0-9_]+) (?<type>[a-z]+)$", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"^(?<name>[a-z0-9_]+)(\{[^\n]*\})? (?<value>[-+0-9.eENaInf]+)$", RegexOptions.Multiline)]
    private static partial Regex Sample();
}
