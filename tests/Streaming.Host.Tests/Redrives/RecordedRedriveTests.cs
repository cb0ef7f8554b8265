using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Audit.Trail;
using Streaming.Host.Redrives;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.Redrives;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Redrives;

public sealed class RecordedRedriveTests(PostgresFixture postgres)
{
    private static readonly RedriveBegun Begun = new("order-delivered-dlt", "every parked order", false, "ana", "mended");

    [Fact]
    public async Task beside_a_database_that_is_away_releases_orders_says_so_and_is_recorded_once_by_a_later_command()
    {
        using var folder = new TemporaryFolder("redrives");
        using var error = new StringWriter();
        var later = new UnrecordedRedrives(folder.Path);
        await using var away = AuditStore.Open("Host=127.0.0.1;Port=1;Database=x;Username=x;Timeout=2", TimeProvider.System);

        var orders = await new RecordedRedrive(away, later, "20300101-000000-aaaa-1", Begun, error)
            .RunAsync(Orders(), default)
            .ToListAsync();
        await using var store = AuditStore.Open(await postgres.CreateDatabaseAsync("redrives"), TimeProvider.System);
        await later.RecordAsync(away, error, default);
        Assert.Single(Directory.GetFiles(folder.Path));
        await later.RecordAsync(store, error, default);
        await later.RecordAsync(store, error, default);

        Assert.Equal(2, orders.Count);
        Assert.Contains("the audit trail does not know of this redrive yet", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("redrive 20300101-000000-aaaa-1 is recorded in the audit trail now", error.ToString(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.Path));
        var told = (await store.Trail.QueryAsync(new TrailQuery { Stream = "redrive/" })).Entries;
        Assert.Equal(
            [
                "redrove: 1 order released, 1 still parked, 0 not parked before; 2 letters scored, 1 given up",
                "began to redrive every parked order of order-delivered-dlt",
            ],
            told.Select(entry => entry.What)
        );
    }

    [Fact]
    public async Task that_fails_in_the_middle_is_recorded_with_its_trouble()
    {
        using var folder = new TemporaryFolder("redrives");
        await using var store = AuditStore.Open(await postgres.CreateDatabaseAsync("redrives"), TimeProvider.System);
        var redrive = new RecordedRedrive(store, new UnrecordedRedrives(folder.Path), "r", Begun, TextWriter.Null);

        await Assert.ThrowsAsync<RedriveFailedException>(async () => await redrive.RunAsync(Orders(fail: true), default).ToListAsync());

        var ended = (await store.Trail.QueryAsync(new TrailQuery { Kind = "redrive_ended" })).Entries;
        Assert.Equal("another redrive has begun", Assert.Single(ended).Why);
        Assert.StartsWith("redrove: 1 order released", ended[0].What, StringComparison.Ordinal);
    }

    private static async IAsyncEnumerable<RedrivenOrder> Orders(bool fail = false)
    {
        await Task.Yield();
        yield return new RedrivenOrder(
            "a",
            0,
            RedriveEnd.Released,
            "",
            0,
            [new RedrivenLetter(1, 1, "scored"), new RedrivenLetter(2, 2, "scored"), new RedrivenLetter(3, 3, "discarded")]
        );
        if (fail)
            throw new RedriveFailedException("another redrive has begun");
        yield return new RedrivenOrder("b", 0, RedriveEnd.StillInvalid, "", 1, [new RedrivenLetter(4, 4, "invalid")]);
    }
}
