using System.Text.Json;
using Streaming.Testing;

namespace Streaming.Operations.Tests.Dashboards;

/// <summary>A query of a panel.</summary>
internal sealed record Query(string Dashboard, string Panel, string Expression)
{
    /// <summary>What Grafana makes of it, with an interval that fits a scrape each second.</summary>
    public string Filled => Expression.Replace("$__rate_interval", "10s", StringComparison.Ordinal);

    public override string ToString() => $"{Dashboard}, {Panel}: {Expression}";
}

/// <summary>What ops/grafana holds.</summary>
internal static class DashboardFiles
{
    public static IReadOnlyList<JsonElement> All { get; } =
        [
            .. Directory
                .GetFiles(Path.Combine(RepositoryRoot.Find(), "ops", "grafana", "dashboards"), "*.json")
                .Order(StringComparer.Ordinal)
                .Select(path => JsonElement.Parse(File.ReadAllText(path))),
        ];

    public static IReadOnlyList<Query> Queries { get; } =
        [
            .. from dashboard in All
            from panel in dashboard.GetProperty("panels").EnumerateArray()
            from target in panel.GetProperty("targets").EnumerateArray()
            select new Query(
                dashboard.GetProperty("title").GetString()!,
                panel.GetProperty("title").GetString()!,
                target.GetProperty("expr").GetString()!
            ),
        ];
}
