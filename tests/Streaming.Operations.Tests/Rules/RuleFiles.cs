using System.Text.RegularExpressions;
using Streaming.Testing;
using YamlDotNet.Serialization;

namespace Streaming.Operations.Tests.Rules;

/// <summary>An alert as its file has it.</summary>
internal sealed record Alert(string File, string Name, string Expression, string Severity, string Summary, string Runbook);

/// <summary>What ops/prometheus holds.</summary>
internal static partial class RuleFiles
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Find(), "ops", "prometheus");

    public static IReadOnlyList<string> Rules { get; } = Below("rules");

    public static IReadOnlyList<string> Tests { get; } = Below("tests");

    public static IReadOnlyList<Alert> Alerts { get; } = [.. Rules.SelectMany(AlertsOf)];

    /// <summary>Names of metrics in an expression of PromQL: names with an underscore, outside of quotes and label lists.</summary>
    public static IEnumerable<string> MetricsIn(string expression) =>
        Name()
            .Matches(Quoted().Replace(Grouping().Replace(expression, " "), "''"))
            .Select(match => match.Value)
            .Where(name => name.Contains('_', StringComparison.Ordinal) || name is "cases" or "up")
            .Where(name => name is not "histogram_quantile")
            .Distinct(StringComparer.Ordinal);

    private static IReadOnlyList<string> Below(string folder) =>
        [.. Directory.GetFiles(Path.Combine(Folder, folder), "*.yaml").Order(StringComparer.Ordinal)];

    private static IEnumerable<Alert> AlertsOf(string path)
    {
        var file = new DeserializerBuilder()
            .Build()
            .Deserialize<Dictionary<string, List<Dictionary<string, object>>>>(File.ReadAllText(path));
        foreach (var rule in file["groups"].SelectMany(group => (List<object>)group["rules"]).Cast<Dictionary<object, object>>())
        {
            var annotations = (Dictionary<object, object>)rule["annotations"];
            yield return new Alert(
                Path.GetFileName(path),
                (string)rule["alert"],
                (string)rule["expr"],
                (string)((Dictionary<object, object>)rule["labels"])["severity"],
                (string)annotations["summary"],
                (string)annotations["runbook"]
            );
        }
    }

    [GeneratedRegex("[a-z][a-z0-9_]*")]
    private static partial Regex Name();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'")]
    private static partial Regex Quoted();

    /// <summary>Names of labels that an aggregation keeps.</summary>
    [GeneratedRegex(@"\b(by|without|on|ignoring|group_left|group_right) \([^)]*\)")]
    private static partial Regex Grouping();
}
