using Streaming.Audit.Runs;
using Streaming.Testing;

namespace Streaming.Audit.Tests.Runs;

public sealed class RunStoreOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_run_reads_after_reopening_as_it_was_recorded()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var run = await database.Open().RunAsync(SampleRun.WholeWork);

        var found = await database.Open().Runs.FindAsync(run.RunId);

        Assert.Equivalent(run, found, strict: true);
        Assert.Equal((RunState.Completed, SampleRun.Request, SetClock.Start), (found!.State, found.Request, found.EndedAt));
        Assert.Equal(
            [SampleRun.Request.GetType(), .. SampleRun.WholeWork.Select(happened => happened.GetType())],
            (await database.Open().Runs.EventsAsync(run.RunId)).Select(happened => happened.GetType())
        );
    }

    [Fact]
    public async Task of_many_who_record_at_once_one_wins_and_the_others_are_told()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        AuditStore[] stores = [database.Open(), database.Open(), database.Open(), database.Open()];
        var run = await stores[0].RunAsync();

        var outcomes = await Task.WhenAll(
            stores.Select(store =>
                Task.Run(async () =>
                    await Record.ExceptionAsync(() =>
                        store.Runs.AppendAsync(run.RunId, run.Events, "trainer", [SampleRun.Started(SampleRun.Ingestion)])
                    )
                )
            )
        );

        Assert.Single(outcomes, outcome => outcome is null);
        Assert.All(
            outcomes.OfType<Exception>(),
            lost =>
                Assert.Contains(
                    $"another process recorded something about run '{run.RunId}' since its event 1",
                    Assert.IsType<RunConflictException>(lost).Message,
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(2, (await stores[0].Runs.FindAsync(run.RunId))!.Events);
    }

    [Fact]
    public async Task a_decision_that_lost_a_race_is_taken_anew()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var run = await store.RunAsync(SampleRun.Started(SampleRun.Ingestion));
        var seen = new List<long>();

        var after = await store.Runs.DecideAsync(
            run.RunId,
            "ana",
            state =>
            {
                seen.Add(state.Events);
                if (seen.Count == 1)
                    store.ContinueAsync(state, SampleRun.Completed(SampleRun.Ingestion)).GetAwaiter().GetResult();
                return [new RunCancelled("ana", "wrong data")];
            }
        );

        Assert.Equal([2, 3], seen);
        Assert.Equal((RunState.Cancelled, StageState.Completed), (after.State, after.Stages[0].State));
    }

    [Fact]
    public async Task all_events_of_an_append_are_recorded_or_none()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var run = await store.RunAsync();

        await Assert.ThrowsAsync<RunRefusedException>(() =>
            store.Runs.AppendAsync(
                run.RunId,
                run.Events,
                "trainer",
                [SampleRun.Started(SampleRun.Ingestion), SampleRun.Completed(SampleRun.Training)]
            )
        );

        Assert.Equal(1, (await store.Runs.FindAsync(run.RunId))!.Events);
    }

    [Fact]
    public async Task the_latest_work_on_an_input_is_found_by_stage_and_hash()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var first = await store.RunAsync(SampleRun.Started(SampleRun.Ingestion), SampleRun.Completed(SampleRun.Ingestion));
        await store.RunAsync(SampleRun.Skipped(SampleRun.Ingestion, first.RunId));

        var found = await store.Runs.FindResultAsync(SampleRun.Ingestion, "in");

        Assert.Equal((first.RunId, "out", "h2", 1000), (found!.RunId, found.OutputHash, found.Outputs["rows.csv"], found.Rows));
        Assert.Null(await store.Runs.FindResultAsync(SampleRun.Ingestion, "other"));
        Assert.Null(await store.Runs.FindResultAsync(SampleRun.Training, "in"));
        var anew = await store.RunAsync(
            SampleRun.Started(SampleRun.Ingestion),
            SampleRun.Completed(SampleRun.Ingestion, outputHash: "damaged before")
        );
        Assert.Equal(anew.RunId, (await store.Runs.FindResultAsync(SampleRun.Ingestion, "in"))!.RunId);
    }

    [Fact]
    public async Task runs_are_listed_latest_first_in_pages_and_the_open_ones_are_known()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            database.Clock.Now = SetClock.Start.AddSeconds(i);
            ids.Add((await store.Runs.RequestAsync(SampleRun.Request)).RunId);
        }

        await store.Runs.AppendAsync(ids[1], 1, "ana", [new RunCancelled("ana", "not now")]);
        await store.Runs.AppendAsync(ids[2], 1, "trainer", [SampleRun.Started(SampleRun.Ingestion)]);

        Assert.Equal([ids[4], ids[3]], (await store.Runs.ListAsync(2)).Select(run => run.RunId));
        Assert.Equal([ids[2], ids[1], ids[0]], (await store.Runs.ListAsync(9, before: ids[3])).Select(run => run.RunId));
        Assert.Equal([ids[0], ids[2], ids[3], ids[4]], (await store.Runs.ListOpenAsync()).Select(run => run.RunId));
    }

    [Fact]
    public async Task an_id_names_one_run_and_what_was_never_requested_is_unknown()
    {
        await using var database = await AuditDatabase.EmptyAsync(postgres);
        var store = database.Open();
        const string id = "20300131-120000-0007";
        await store.Runs.RequestAsync(SampleRun.Request, id);

        await Assert.ThrowsAsync<RunConflictException>(() => store.Runs.RequestAsync(SampleRun.Request, id));
        var unknown = await Assert.ThrowsAsync<UnknownRunException>(() =>
            store.Runs.AppendAsync("20300131-120000-0008", 1, "ana", [new RunCompleted(1)])
        );
        Assert.Equal("no run '20300131-120000-0008' was ever requested", unknown.Message);
        Assert.Null(await store.Runs.FindAsync("20300131-120000-0008"));
    }
}
