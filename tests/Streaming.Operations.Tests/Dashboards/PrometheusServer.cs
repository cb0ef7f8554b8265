using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Streaming.Operations.Tests.Rules;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Dashboards;

/// <summary>A Prometheus of a test's own, of Debian's package, with the rules of the repository. Where it is absent the test is
/// skipped.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private const string Program = "prometheus";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly TemporaryFolder folder = new("prometheus");
    private readonly HttpClient client;
    private readonly Process process;

    private PrometheusServer(Uri target)
    {
        var port = FreePort();
        var configuration = Path.Combine(folder.Path, "prometheus.yaml");
        File.WriteAllText(
            configuration,
            $"""
            global:
              scrape_interval: 1s
              evaluation_interval: 1s
            rule_files: [{string.Join(", ", RuleFiles.Rules)}]
            scrape_configs:
              - job_name: streaming
                static_configs:
                  - targets: ["{target.Authority}"]

            """
        );
        client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
        process = Process.Start(
            new ProcessStartInfo(
                Program,
                [
                    $"--config.file={configuration}",
                    $"--storage.tsdb.path={Path.Combine(folder.Path, "data")}",
                    string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
                    "--log.level=error",
                ]
            )
        )!;
    }

    public static async Task<PrometheusServer> StartAsync(Uri target)
    {
        Assert.SkipUnless(OnPath.Has(Program), "prometheus (Debian's package) is not installed");
        var server = new PrometheusServer(target);
        await Wait.Until(async () => (await server.client.GetAsync("-/ready")).IsSuccessStatusCode, Patience);
        return server;
    }

    /// <summary>The series that a query gives now; fails the test when Prometheus refuses it.</summary>
    public async Task<List<JsonElement>> AskAsync(string query)
    {
        using var answer = await client.GetAsync($"api/v1/query?query={Uri.EscapeDataString(query)}");
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{query}: {text}");
        return [.. JsonElement.Parse(text).GetProperty("data").GetProperty("result").EnumerateArray()];
    }

    public async Task<List<(string Name, string Health)>> RulesAsync()
    {
        var groups = JsonElement.Parse(await client.GetStringAsync("api/v1/rules")).GetProperty("data").GetProperty("groups");
        return
        [
            .. groups
                .EnumerateArray()
                .SelectMany(file => file.GetProperty("rules").EnumerateArray())
                .Select(rule => (rule.GetProperty("name").GetString()!, rule.GetProperty("health").GetString()!)),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        client.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
