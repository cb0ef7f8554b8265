using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Xunit;

namespace Streaming.Retraining.Tests.Stages.Ingestion;

public sealed class UntilSourceTests : IDisposable
{
    private readonly SmallShop shop = new();
    private readonly StageRun run = new();

    public void Dispose()
    {
        shop.Dispose();
        run.Dispose();
    }

    [Fact]
    public void what_was_recorded_after_the_moment_is_left_out_and_what_was_recorded_at_it_is_in()
    {
        var all = EventLog.Read(shop.Tables).Events;
        var until = all[all.Count / 2].RecordedAt;
        var progress = new List<string>();

        var history = Until(until).Read(new Notes(progress), CancellationToken.None);

        Assert.Equal(all.Where(occurred => occurred.RecordedAt <= until).Select(Id), history.Events.Select(Id));
        Assert.Contains(
            progress,
            line => line == FormattableString.Invariant($"note: {all.Count - history.Events.Count:N0} events after {until} are left out")
        );
    }

    [Fact]
    public void the_moment_is_among_the_settings_so_that_another_one_is_other_work()
    {
        var whole = new TableSource(shop.Tables, StageRun.Schema());
        var (early, late) = (Until(LocalTime.Parse("2017-06-01 00:00:00")), Until(LocalTime.Parse("2017-07-01 00:00:00")));

        Assert.Equal("2017-06-01 00:00:00", early.Fingerprint["until"]);
        Assert.NotEqual(early.Fingerprint, late.Fingerprint);
        Assert.Equal(whole.Fingerprint, early.Fingerprint.Where(setting => setting.Key != "until").ToDictionary());
    }

    [Fact]
    public void a_history_that_begins_later_is_refused() =>
        Assert.Contains(
            "not one delivery",
            Assert.Throws<StageException>(() => run.Ingest(Until(LocalTime.Parse("1999-01-01 00:00:00")))).What,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("tables:/a b/c until 2018-06-08 12:51:10", "tables:/a b/c", "2018-06-08 12:51:10")]
    [InlineData("topics:localhost:9092 until 2018-06-08 12:51:10", "topics:localhost:9092", "2018-06-08 12:51:10")]
    [InlineData("tables:/a", "tables:/a", null)]
    [InlineData("tables:/wait until tomorrow", "tables:/wait until tomorrow", null)]
    public void a_name_has_the_source_and_the_moment(string name, string source, string? until)
    {
        var (whole, moment) = UntilSource.Parse(name);

        Assert.Equal((source, until), (whole, moment?.ToString()));
        if (moment is { } time)
            Assert.Equal(name, StageList.UpTo(whole, time));
    }

    private UntilSource Until(LocalTime moment) => new(new TableSource(shop.Tables, StageRun.Schema()), moment);

    private static string Id(MarketEvent occurred) => occurred.EventId;

    private sealed class Notes(List<string> lines) : IProgress<StageProgress>
    {
        public void Report(StageProgress value) => lines.Add(value.Detail);
    }
}
