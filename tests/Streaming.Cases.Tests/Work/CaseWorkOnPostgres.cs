using Npgsql;
using Streaming.Cases.Domain;
using Streaming.Cases.Work;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Work;

public sealed class CaseWorkOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_case_goes_from_hand_to_hand_and_remembers_everything()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var work = database.Store.Work;
        await database.OpenAsync("order-1", SampleCases.Opened());

        await work.TakeAsync(new CaseAct("order-1", "ana", 1), TestContext.Current.CancellationToken);
        await work.NoteAsync(new CaseAct("order-1", "ana"), "parcel is at the neighbour's", TestContext.Current.CancellationToken);
        await work.AssignAsync(new CaseAct("order-1", "ana"), "bruno", TestContext.Current.CancellationToken);
        await work.ContactAsync(new CaseAct("order-1", "bruno"), ContactChannel.Phone, true, "", TestContext.Current.CancellationToken);
        var closed = await work.CloseAsync(
            new CaseAct("order-1", "bruno"),
            CaseOutcome.Solved,
            "sent again",
            TestContext.Current.CancellationToken
        );

        Assert.Equal(CaseStatus.Closed, closed.Status);
        Assert.Equal(6, closed.Revision);
        var found = await database.Store.Queries.FindAsync("order-1", TestContext.Current.CancellationToken);
        Assert.Equivalent(closed, found!.Case, strict: true);
        Assert.Equal(["", "ana", "ana", "ana", "bruno", "bruno"], found.Entries.Select(entry => entry.By));
        Assert.Equal("sent again", Assert.IsType<CaseClosed>(found.Entries[^1].Happened).Text);
        Assert.Equal(6, await database.ScalarAsync<long>("select revision from cases.cases"));
    }

    [Fact]
    public async Task who_saw_an_older_case_is_told_what_others_did_and_writes_nothing()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var work = database.Store.Work;
        await database.OpenAsync("order-1", SampleCases.Opened());
        await work.TakeAsync(new CaseAct("order-1", "ana", 1), TestContext.Current.CancellationToken);

        var moved = await Assert.ThrowsAsync<CaseMovedException>(() =>
            work.NoteAsync(new CaseAct("order-1", "bruno", 1), "mine", TestContext.Current.CancellationToken)
        );

        Assert.Equal("ana", Assert.Single(moved.Since).By);
        Assert.Equal(2, moved.Current.Revision);
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from cases.mt_events"));
        var noted = await work.NoteAsync(
            new CaseAct("order-1", "bruno", moved.Current.Revision),
            "mine",
            TestContext.Current.CancellationToken
        );
        Assert.Equal(3, noted.Revision);
    }

    [Fact]
    public async Task own_acts_in_between_are_no_surprise()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var work = database.Store.Work;
        await database.OpenAsync("order-1", SampleCases.Opened());
        await work.TakeAsync(new CaseAct("order-1", "ana", 1), TestContext.Current.CancellationToken);

        var noted = await work.NoteAsync(new CaseAct("order-1", "ana", 1), "still me", TestContext.Current.CancellationToken);

        Assert.Equal(3, noted.Revision);
    }

    [Fact]
    public async Task a_form_that_is_sent_eight_times_at_once_writes_once()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.OpenAsync("order-1", SampleCases.Opened());
        var act = new CaseAct("order-1", "ana", 1, "form-1");

        await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => database.Store.Work.NoteAsync(act, "called the carrier", TestContext.Current.CancellationToken))
        );

        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from cases.mt_events where type = 'case_noted'"));
    }

    [Fact]
    public async Task of_many_who_take_a_case_at_once_one_has_it()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.OpenAsync("order-1", SampleCases.Opened());

        var told = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async i =>
                    await Record.ExceptionAsync(() =>
                        database.Store.Work.TakeAsync(new CaseAct("order-1", $"agent-{i}"), TestContext.Current.CancellationToken)
                    )
                )
        );

        Assert.Equal(7, told.Count(failure => failure is CaseRefusedException));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from cases.mt_events where type = 'case_taken'"));
    }

    [Fact]
    public async Task whoever_listens_is_notified_of_each_event()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.Store.MigrateAsync(TestContext.Current.CancellationToken);
        await using var listening = new NpgsqlConnection(database.ConnectionString);
        await listening.OpenAsync(TestContext.Current.CancellationToken);
        await using (var listen = new NpgsqlCommand("listen cases", listening))
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var told = new List<string>();
        listening.Notification += (_, e) => told.Add(e.Payload);

        await database.OpenAsync("order-1", SampleCases.Opened());
        await listening.WaitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["order-1 case_opened"], told);
    }

    [Fact]
    public async Task an_order_without_a_case_is_refused()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);

        var refused = await Assert.ThrowsAsync<CaseRefusedException>(() =>
            database.Store.Work.TakeAsync(new CaseAct("nowhere", "ana"), TestContext.Current.CancellationToken)
        );

        Assert.Equal("there is no case of order nowhere", refused.Message);
    }
}
