using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Trail;

public sealed class AuditTrailOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task every_event_is_a_line_in_words()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();

        var all = (await store.Trail.QueryAsync(new TrailQuery { Limit = 1000 })).Entries;

        Assert.Equal((await store.Chain.VerifyAsync([])).Events, all.Count);
        Assert.Equal(all.Select(entry => entry.Sequence).OrderDescending(), all.Select(entry => entry.Sequence));
        Assert.All(
            all,
            entry => Assert.All((string[])[entry.Who, entry.Kind, entry.Stream, entry.What], text => Assert.NotEqual("", text))
        );
        Assert.DoesNotContain(all, entry => entry.What.Contains('{', StringComparison.Ordinal));
        var promoted = all.Single(entry => entry.Kind == "model_promoted" && entry.Causation.Length > 0);
        Assert.Equal(
            (
                "trainer",
                "model/satisfaction",
                2L,
                $"promoted version 1, decision 1, by run {RichHistory.FirstRun}",
                "all gates passed",
                "satisfaction/1",
                $"run/{RichHistory.FirstRun}"
            ),
            (promoted.Who, promoted.Stream, promoted.Version, promoted.What, promoted.Why, promoted.Correlation, promoted.Causation)
        );
        Assert.Contains(all, entry => entry.What == "rejected version 3 by gate too_good: 0.05, limit 0.03, by run " + RichHistory.OpenRun);
        Assert.Contains(
            all,
            entry =>
                entry.What == "failed in 02-validation, attempt 1: 98 of 99 rows have no key (orders.csv)"
                && entry.Why == "restore the file"
        );
    }

    [Fact]
    public async Task is_asked_by_time_actor_stream_kind_and_what_belongs_together()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var all = (await store.Trail.QueryAsync(new TrailQuery { Limit = 1000 })).Entries;
        var (since, until) = (SetClock.Start.AddHours(1), SetClock.Start.AddHours(3).ToOffset(TimeSpan.FromHours(5)));

        await AsksAsync(new TrailQuery { Since = since }, entry => entry.At >= since);
        await AsksAsync(new TrailQuery { Since = since, Until = until }, entry => entry.At >= since && entry.At < until);
        await AsksAsync(new TrailQuery { Who = "bo" }, entry => entry.Who == "bo");
        await AsksAsync(new TrailQuery { Who = "RAIN" }, entry => entry.Who == "trainer");
        await AsksAsync(new TrailQuery { Stream = "model/returns" }, entry => entry.Stream == "model/returns");
        await AsksAsync(new TrailQuery { Stream = "run/" }, entry => entry.Stream.StartsWith("run/", StringComparison.Ordinal));
        await AsksAsync(
            new TrailQuery { Kind = "model_registered", Who = "ana" },
            entry => entry is { Kind: "model_registered", Who: "ana" }
        );
        await AsksAsync(new TrailQuery { Correlation = "satisfaction/3" }, entry => entry.Correlation == "satisfaction/3");

        foreach (var nobody in (string[])["%", "_", "\\", "'"])
            Assert.Empty((await store.Trail.QueryAsync(new TrailQuery { Who = nobody })).Entries);

        async Task AsksAsync(TrailQuery query, Func<TrailEntry, bool> expected)
        {
            var found = (await store.Trail.QueryAsync(query with { Limit = 1000 })).Entries;
            Assert.NotEmpty(found);
            Assert.True(found.Count < all.Count);
            Assert.Equal(all.Where(expected), found);
        }
    }

    [Fact]
    public async Task pages_hold_every_event_once()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = await database.WithRichHistoryAsync();
        var pages = new List<TrailEntry>();
        long? before = null;
        do
        {
            var page = await store.Trail.QueryAsync(new TrailQuery { Before = before, Limit = 7 });
            pages.AddRange(page.Entries);
            before = page.Next;
        } while (before is not null);

        Assert.Equal((await store.Trail.QueryAsync(new TrailQuery { Limit = 1000 })).Entries, pages);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Trail.QueryAsync(new TrailQuery { Limit = 0 }));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.Trail.QueryAsync(new TrailQuery { Limit = 1001 }));
    }
}
