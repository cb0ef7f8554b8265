using System.Text.Json;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Demo;

/// <summary>The program with every role that a demo has, on embedded parts, while it scores: what operators watch.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new("operations");
    private StreamingProcess? process;

    /// <summary>Of its pages.</summary>
    public Uri Console { get; private set; } = null!;

    /// <summary>What /metrics says, once orders were scored and cases were opened.</summary>
    public Exposition Metrics { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        process = new StreamingProcess(
            new Dictionary<string, string?>
            {
                ["KAFKA_HOME"] = null,
                ["STREAMING__Embedded__DataFolder"] = folder.Path,
                ["STREAMING__Listen__Port"] = "0",
            },
            "demo",
            "--orders",
            "3000",
            "--live-share",
            "0.2",
            "--days-per-second",
            "30"
        );
        var parts = await Wait.For(PartsAsync, found => found is not null, Patience, "the demo says where its parts are");
        Console = new Uri(parts!.RootElement.GetProperty("console").GetString()!);
        Metrics = await Wait.For(ScrapeAsync, IsBusy, Patience, "orders are scored, cases opened, checks and drift told");
    }

    public async Task<Exposition> ScrapeAsync()
    {
        using var client = new HttpClient();
        return new Exposition(await client.GetStringAsync(new Uri(Console, "metrics"), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await process.StopAsync();
        process?.Dispose();
        folder.Dispose();
    }

    private static bool IsBusy(Exposition metrics) =>
        metrics.Sum("predictions_total") > 0
        && metrics.Sum("cases_events_total") > 0
        && metrics.Sum("console_projected_records_total") > 0
        && metrics.Sum("health_check_passes") > 0;

    private async Task<JsonDocument?> PartsAsync()
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"the demo has ended: {process.Output}\n{process.Error}");
        var file = Path.Combine(folder.Path, "demo.json");
        return File.Exists(file) ? JsonDocument.Parse(await File.ReadAllTextAsync(file)) : null;
    }
}
