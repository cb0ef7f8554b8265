using Streaming.Contracts.Events;
using Streaming.Host.Configuration;
using Streaming.Marketplace;
using Streaming.Marketplace.Tables;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Ingestion;

public sealed class IngestionStageTests : IDisposable
{
    private readonly SmallShop shop = new();
    private readonly StageRun run = new();

    public void Dispose()
    {
        shop.Dispose();
        run.Dispose();
    }

    [Fact]
    public void tables_become_the_events_that_they_hold()
    {
        run.Ingest(shop.Tables);
        var expected = EventLog.Read(shop.Tables).Events;
        var read = IngestedLog.Read(run.Artifact(IngestedLog.Artifact)).ToList();
        Assert.Equal(expected.Select(occurred => occurred.EventId), read.Select(occurred => occurred.EventId));
        Assert.Empty(ServedVectors.Read(run.Artifact(ServedVectors.Artifact)));
        var report = IngestionReport.Read(run.Artifact(IngestionReport.Artifact));
        Assert.Equal(
            ("tables", OlistTables.Read(shop.Tables).Sha256, expected.Count),
            (report.Source, report.DataHash, report.Deliveries + report.Reviews)
        );
        Assert.Equal(7, TableReports.Read(run.Artifact(TableReports.Artifact)).Count);
    }

    [Fact]
    public void equal_tables_give_equal_bytes_and_settings()
    {
        run.Ingest(shop.Tables);
        var first = run.Outputs(IngestionStage.StageName);
        run.Ingest(shop.Tables);
        foreach (var (name, bytes) in run.Outputs(IngestionStage.StageName))
            Assert.Equal(first[name], bytes);
        Assert.Equal(Settings(), Settings());
    }

    [Fact]
    public void a_changed_table_or_rule_changes_the_settings_and_a_limit_does_not()
    {
        var before = Settings();
        Assert.Equal(before, Settings(("Outside: 0.001 }", "Outside: 0.002 }")));
        Assert.NotEqual(before, Settings(("Most: 36", "Most: 24")));
        File.AppendAllText(Path.Combine(shop.Tables, TableNames.Sellers), "s-new,13023,campinas,SP\n");
        Assert.NotEqual(before, Settings());
    }

    [Fact]
    public void missing_tables_are_all_named()
    {
        File.Delete(Path.Combine(shop.Tables, TableNames.Orders));
        File.Delete(Path.Combine(shop.Tables, TableNames.Sellers));
        var failed = Assert.Throws<StageException>(() => run.Ingest(shop.Tables));
        Assert.Contains($"{TableNames.Orders}, {TableNames.Sellers}", failed.What, StringComparison.Ordinal);
        Assert.Equal(shop.Tables, failed.Where);
        Assert.NotEmpty(failed.Remedy);
    }

    [Fact]
    public void a_missing_column_is_named()
    {
        StageRun.Change(shop.Tables, TableNames.Items, "freight_value", "shipping");
        var failed = Assert.Throws<StageException>(() => run.Ingest(shop.Tables));
        Assert.Equal($"{Path.Combine(shop.Tables, TableNames.Items)}, line 1, column freight_value", failed.Where);
    }

    [Theory]
    [InlineData(0, "empty")]
    [InlineData(1, "empty")]
    public void an_empty_table_is_named(int lines, string what)
    {
        var path = Path.Combine(shop.Tables, TableNames.Reviews);
        File.WriteAllText(path, string.Concat(File.ReadLines(path).Take(lines).Select(line => line + "\n")));
        var failed = Assert.Throws<StageException>(() => run.Ingest(shop.Tables));
        Assert.Equal(path, failed.Where);
        Assert.Contains(what, failed.What, StringComparison.Ordinal);
    }

    [Fact]
    public void a_table_cut_inside_a_row_is_named()
    {
        var path = Path.Combine(shop.Tables, TableNames.Payments);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);
        Assert.StartsWith(path, Assert.Throws<StageException>(() => run.Ingest(shop.Tables)).Where, StringComparison.Ordinal);
    }

    [Fact]
    public void more_unreadable_values_than_allowed_are_named_with_the_first()
    {
        StageRun.Change(shop.Tables, TableNames.Orders, ",2017-", ",17-");
        var failed = Assert.Throws<StageException>(() => run.Ingest(shop.Tables));
        Assert.Contains("must be a time like", failed.What, StringComparison.Ordinal);
        Assert.Contains("column order_", failed.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void tables_that_change_while_they_are_read_are_refused()
    {
        var source = new TableSource(shop.Tables, StageRun.Schema());
        Assert.NotEmpty(source.Fingerprint);
        File.AppendAllText(Path.Combine(shop.Tables, TableNames.Sellers), "s-new,13023,campinas,SP\n");
        Assert.Contains(
            "have changed while they were read",
            Assert.Throws<StageException>(() => run.Ingest(source)).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_source_without_an_event_is_refused() =>
        Assert.Contains("not one delivery", Assert.Throws<StageException>(() => run.Ingest(new Nothing())).What, StringComparison.Ordinal);

    [Fact]
    public void a_folder_that_cannot_take_the_log_is_named()
    {
        var stage = new IngestionStage(new TableSource(shop.Tables, StageRun.Schema()));
        var file = Path.Combine(shop.Tables, "full");
        File.WriteAllText(file, "");
        var failed = Assert.Throws<StageException>(() =>
            stage.Run(new StageContext(file, file, _ => { }, new Silent()), CancellationToken.None)
        );
        Assert.Contains("cannot be written", failed.What, StringComparison.Ordinal);
        Assert.Contains("Free space", failed.Remedy, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Settings(params (string Old, string New)[] changes) =>
        new(new IngestionStage(new TableSource(shop.Tables, StageRun.Schema(changes))).Settings);

    private sealed class Silent : IProgress<StageProgress>
    {
        public void Report(StageProgress value) { }
    }

    private sealed class Nothing : IIngestionSource
    {
        public string Name => "topics:nowhere";

        public IReadOnlyDictionary<string, string> Fingerprint => new Dictionary<string, string>();

        public IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation) =>
            new() { Events = Array.Empty<MarketEvent>(), DataHash = "" };
    }
}
