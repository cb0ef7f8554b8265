using Streaming.Audit.Tests.Runs;
using Streaming.Audit.Trail;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

public sealed class ChainUnderConcurrency(PostgresFixture postgres)
{
    [Fact]
    public async Task many_processes_that_append_at_once_leave_one_whole_chain()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [.. Enumerable.Range(0, 6).Select(_ => database.Open())];

        await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            for (var round = 0; round < 4; round++)
            {
                await store.PromoteAsync($"{i}.{round}", name: $"model {i}");
                await store.RunAsync(SampleRun.Started(SampleRun.Ingestion), SampleRun.Flagged, SampleRun.Completed(SampleRun.Ingestion));
            }
        })));

        var verdict = await stores[0].Chain.VerifyAsync([]);
        Assert.Empty(verdict.Findings);
        Assert.Equal((6 * 4 * 6, 6 * 4 * 6), (verdict.Events, verdict.Position));
    }

    [Fact]
    public async Task an_append_that_is_refused_leaves_no_link()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [database.Open(), database.Open(), database.Open()];
        var run = await stores[0].RunAsync();

        await Task.WhenAll(stores.Select(store => Task.Run(async () => await Record.ExceptionAsync(
            () => store.Runs.AppendAsync(run.RunId, run.Events, "trainer", [SampleRun.Started(SampleRun.Ingestion)])))));

        var verdict = await stores[0].Chain.VerifyAsync([]);
        Assert.Equal((0, 2L, 2L), (verdict.Findings.Count, verdict.Events, verdict.Position));
    }

    [Fact]
    public async Task nothing_is_recorded_when_it_cannot_be_chained()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var run = await store.RunAsync();
        await database.ExecuteAsync("delete from audit.event_chain_head");

        Assert.NotNull(await Record.ExceptionAsync(() => database.Open().Runs.AppendAsync(run.RunId, 1, "trainer", [SampleRun.Started(SampleRun.Ingestion)])));

        Assert.Equal(1, (await store.Runs.FindAsync(run.RunId))!.Events);
    }

    [Fact]
    public async Task a_store_that_is_older_than_its_chain_is_chained_once_when_it_is_opened()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var before = await database.WithRichHistoryAsync();
        var events = (await before.Chain.VerifyAsync([])).Events;
        await database.ExecuteAsync("drop table audit.event_chain; drop table audit.event_chain_head; drop table audit.mt_doc_trailentry cascade");

        var store = database.Open();
        var verdict = await store.Chain.VerifyAsync([]);

        Assert.Equal((0, events), (verdict.Findings.Count, verdict.Position));
        Assert.Equal(events, (await store.Trail.QueryAsync(new TrailQuery { Limit = 1000 })).Entries.Count);
        await store.RunAsync();
        Assert.True((await store.Chain.VerifyAsync([])).IsWhole);
    }
}
