using Streaming.Audit.Acts;
using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Acts;

public sealed class ActLogOnPostgres(PostgresFixture postgres)
{
    private static readonly RedriveBegun Begun = new("order-delivered-dlt", "every parked order", true, "ana", "the producer is mended");
    private static readonly RedriveEnded Ended = new(5, 1, 2, 9, 3, "");

    [Fact]
    public async Task a_redrive_is_recorded_once_however_often_and_by_how_many_it_is_told()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();

        await store.Acts.BeginRedriveAsync("r1", Begun);
        await store.Acts.BeginRedriveAsync("r1", Begun);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => database.Open().Acts.EndRedriveAsync("r1", Begun, Ended))));
        await store.Acts.BeginRedriveAsync("r1", Begun);

        var told = (await store.Trail.QueryAsync(new TrailQuery { Stream = "redrive/r1" })).Entries;
        Assert.Equal(["redrive_ended", "redrive_begun"], told.Select(entry => entry.Kind));
        Assert.Equal("began to redrive every parked order of order-delivered-dlt, giving up what is invalid", told[1].What);
        Assert.Equal(("ana", "the producer is mended"), (told[1].Who, told[1].Why));
        Assert.Equal("redrove: 5 orders released, 1 still parked, 2 not parked before; 9 letters scored, 3 given up", told[0].What);
        Assert.Empty((await store.Chain.VerifyAsync([])).Findings);
    }

    [Fact]
    public async Task a_redrive_whose_begin_could_not_be_told_is_recorded_whole()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);

        await database.Open().Acts.EndRedriveAsync("r1", Begun, Ended);

        Assert.Equal(2, (await database.Open().Trail.QueryAsync(new TrailQuery { Stream = "redrive/" })).Entries.Count);
    }

    [Fact]
    public async Task every_act_is_told_in_words()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.Acts.RecordAsync(new DatabaseMigrated(["audit", "console"], "owner", "1.0", "ana"));
        await store.Acts.RecordAsync(new TrailExported("bo"));

        var told = (await store.Trail.QueryAsync(new TrailQuery { Stream = "store/" })).Entries;

        Assert.Equal(
            [
                ("bo", "exported the audit trail"),
                ("ana", "made or updated in the database, as role owner with program 1.0: audit, console"),
            ],
            told.Select(entry => (entry.Who, entry.What))
        );
        Assert.DoesNotContain(
            ActEventTypes.Stored.Keys.SelectMany(kind => kind.GetProperties()),
            member => member.Name.Contains("Customer", StringComparison.OrdinalIgnoreCase)
        );
    }
}
