using Streaming.Audit.Tests.Runs;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Chain;

public sealed class ChainUnderConcurrency(PostgresFixture postgres)
{
    [Fact]
    public async Task many_processes_that_append_at_once_leave_one_whole_chain()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [.. Enumerable.Range(0, 6).Select(_ => database.Open())];

        await Task.WhenAll(
            stores.Select(
                (store, i) =>
                    Task.Run(async () =>
                    {
                        for (var round = 0; round < 4; round++)
                        {
                            await store.PromoteAsync($"{i}.{round}", name: $"model {i}");
                            await store.RunAsync(
                                SampleRun.Started(SampleRun.Ingestion),
                                SampleRun.Flagged,
                                SampleRun.Completed(SampleRun.Ingestion)
                            );
                        }
                    })
            )
        );

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

        await Task.WhenAll(
            stores.Select(store =>
                Task.Run(async () =>
                    await Record.ExceptionAsync(() =>
                        store.Runs.AppendAsync(run.RunId, run.Events, "trainer", [SampleRun.Started(SampleRun.Ingestion)])
                    )
                )
            )
        );

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

        Assert.NotNull(
            await Record.ExceptionAsync(() =>
                database.Open().Runs.AppendAsync(run.RunId, 1, "trainer", [SampleRun.Started(SampleRun.Ingestion)])
            )
        );

        Assert.Equal(1, (await store.Runs.FindAsync(run.RunId))!.Events);
    }

    [Fact]
    public async Task an_append_that_fails_in_the_middle_leaves_the_chain_whole_with_what_the_event_store_writes_into_its_place()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        await store.PromoteAsync("1");
        await database.ExecuteAsync("alter table audit.event_chain rename to elsewhere");

        Assert.NotNull(await Record.ExceptionAsync(() => store.PromoteAsync("2")));
        await database.ExecuteAsync("alter table audit.elsewhere rename to event_chain");
        await Wait.Until(
            async () => await database.CountAsync("select count(*) from audit.mt_events where stream_id = 'mt_tombstone'") > 0,
            TimeSpan.FromSeconds(40)
        );

        var verdict = await store.Chain.VerifyAsync([]);
        Assert.Empty(verdict.Findings);
        Assert.Equal((2, 2), (verdict.Events, verdict.Position));
    }
}
