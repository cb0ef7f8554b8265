using Streaming.Cases.Domain;
using Streaming.Cases.Intake;
using Streaming.Cases.Policy;
using Streaming.Cases.Queries;
using Streaming.Cases.Work;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Intake;

public sealed class IntakeWriterOnPostgres(PostgresFixture postgres)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task alerts_become_cases_by_the_policy_and_never_twice()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(
            Told.Alert("red", 0.2),
            Told.Alert("answered", 0.1, answered: true),
            Told.Alert("yellow", 0.6),
            Told.Alert("yellow answered", 0.6, answered: true)
        );

        var first = await log.ApplyAsync(database);
        var second = await log.ApplyAsync(database);
        var otherLog = await log.ApplyAsync(database, logId: "made anew");

        Assert.Equal(new IntakeResult(4, 3, 0, 0, 0, 0), first);
        Assert.Equal(IntakeResult.None, second);
        Assert.Equal(new IntakeResult(4, 0, 0, 0, 0, 0), otherLog);
        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from cases.mt_events"));
        var counts = await database.Store.Queries.CountsAsync("ana", Cancellation);
        Assert.Equal((2, 1), (counts.Unassigned, counts.Answered));
        var history = await database.Store.Queries.OfCustomerAsync("person of yellow answered", Cancellation);
        Assert.Equal("yellow answered", Assert.Single(history.Alerts).OrderId);
    }

    [Fact]
    public async Task a_corrected_order_is_news_only_when_it_is_worse()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(Told.Alert("a", 0.6), Told.Alert("b", 0.65), Told.Alert("c", 0.2));
        await log.ApplyAsync(database);

        log.Add(
            Told.Alert("a", 0.2, version: 2), // red now
            Told.Alert("b", 0.56, version: 2), // a little worse
            Told.Alert("c", 0.6, version: 2) // better
        );
        var result = await log.ApplyAsync(database);
        log.Add(Told.Alert("b", 0.50, version: 3));
        var more = await log.ApplyAsync(database);

        Assert.Equal(1, result.Worsened);
        Assert.Equal(1, more.Worsened);
        Assert.Equal("1 1 0", string.Join(" ", await TurnsAsync(database, "a", "b", "c")));
    }

    [Fact]
    public async Task a_worse_order_wakes_a_snoozed_case_and_opens_a_closed_one()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(Told.Alert("asleep", 0.6), Told.Alert("done", 0.6));
        await log.ApplyAsync(database);
        await database.Store.Work.SnoozeAsync(new CaseAct("asleep", "ana"), null, "", Cancellation);
        await database.Store.Work.CloseAsync(new CaseAct("done", "ana"), CaseOutcome.NotNeeded, "", Cancellation);

        log.Add(Told.Alert("asleep", 0.1, version: 2), Told.Alert("done", 0.1, version: 2));
        await log.ApplyAsync(database);

        Assert.Equal(CaseStatus.Unassigned, (await FindAsync(database, "asleep")).Status);
        Assert.Equal(CaseStatus.Unassigned, (await FindAsync(database, "done")).Status);
    }

    [Fact]
    public async Task a_review_finds_its_case_whichever_comes_first_and_the_last_answered_counts()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(Told.Review("early", 1), Told.Alert("late", 0.2), Told.Review("nobody's", 2));
        await log.ApplyAsync(database);
        log.Add(
            Told.Alert("early", 0.2),
            Told.Review("late", 2, id: "second", day: 8),
            Told.Review("late", 1, id: "first", day: 6), // answered earlier, told later
            Told.Review("late", 1, version: 2, id: "second", day: 8) // corrects what counts
        );
        await log.ApplyAsync(database);

        var early = await FindAsync(database, "early");
        Assert.Equal((1, CaseAction.RepairAfterReview), (early.Review!.Score, early.Action));
        var late = await FindAsync(database, "late");
        Assert.Equal(("second:late", 2, 1), (late.Review!.ReviewId, late.Review.Version, late.Review.Score));
        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from cases.mt_events where type = 'case_reviewed'"));
        Assert.Null(await database.Store.Queries.FindAsync("nobody's", Cancellation));
    }

    [Fact]
    public async Task a_satisfied_customer_is_left_alone_until_they_take_it_back()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(Told.Alert("free", 0.2), Told.Alert("taken", 0.2));
        await log.ApplyAsync(database);
        await database.Store.Work.TakeAsync(new CaseAct("taken", "ana"), Cancellation);

        log.Add(Told.Review("free", 5), Told.Review("taken", 5));
        await log.ApplyAsync(database);

        var free = await FindAsync(database, "free");
        Assert.Equal((CaseStatus.Closed, CaseOutcome.NotNeeded, ""), (free.Status, free.Outcome, free.ClosedBy));
        Assert.Equal(CaseStatus.Taken, (await FindAsync(database, "taken")).Status);
        log.Add(Told.Review("free", 2, version: 2));
        await log.ApplyAsync(database);
        Assert.Equal(CaseStatus.Unassigned, (await FindAsync(database, "free")).Status);
    }

    [Fact]
    public async Task yellow_orders_fill_a_day_first_come_until_ranks_are_known_and_by_rank_afterwards()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var policy = new CasePolicy { DailyCapacity = 2 };
        var log = new IntakeLog();
        for (var day = 0; day < 7; day++)
        for (var i = 0; i < 4; i++)
            log.Add(Told.Alert($"{day}-{i}", 0.6, day: day, price: 100 * (i + 1)));
        await log.ApplyAsync(database, policy, size: 10);
        Assert.Equal(14, await database.ScalarAsync<long>("select count(*) from cases.cases"));
        Assert.Equal(
            14,
            await database.ScalarAsync<long>("select count(*) from cases.cases where order_id like '%-0' or order_id like '%-1'")
        );

        // 7 days of 4 candidates and room for 2: prices from 300 on are the upper half
        log.Add(
            Told.Alert("cheap", 0.6, day: 7, price: 299),
            Told.Alert("dear", 0.6, day: 7, price: 300),
            Told.Alert("red", 0.2, day: 7, price: 20),
            Told.Alert("dearer", 0.6, day: 7, price: 900),
            Told.Alert("too many", 0.6, day: 7, price: 900)
        );
        await log.ApplyAsync(database, policy, size: 1);

        Assert.Equal(
            "dear,dearer,red",
            await database.ScalarAsync<string>(
                "select string_agg(order_id, ',' order by order_id) from cases.cases where order_id !~ '[0-9]'"
            )
        );
        Assert.Contains("rank", (await FindAsync(database, "dear")).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task held_out_orders_take_no_room_and_are_in_no_queue()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var policy = new CasePolicy { HoldOutShare = 0.5, DailyCapacity = 0 };
        var log = new IntakeLog();
        for (var i = 0; i < 40; i++)
            log.Add(Told.Alert($"order-{i}", 0.2), Told.Alert($"answered-{i}", 0.2, answered: true));
        var result = await log.ApplyAsync(database, policy);

        Assert.InRange(result.HeldOut, 8, 32);
        Assert.Equal(80, result.HeldOut + result.Opened);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from cases.cases where status = 'HeldOut' and answered"));
        var all = await database.Store.Queries.PageAsync(new CaseFilter(CaseView.All, "ana"), null, 100, Cancellation);
        Assert.Equal(result.Opened, all.Cases.Count);
    }

    [Fact]
    public async Task a_record_that_the_tables_cannot_take_is_noted_and_holds_nothing_up()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        log.Add(
            Told.Alert("a"),
            Told.Alert("b" + string.Concat(Enumerable.Range(0, 30_000).Select(i => i * 7919 % 104729))),
            new NotUnderstood("no Avro"),
            Told.Alert("c")
        );

        var result = await log.ApplyAsync(database);

        Assert.Equal((2, 2), (result.Opened, result.Skipped));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from cases.skipped"));
        Assert.Equal(IntakeResult.None, await log.ApplyAsync(database));
    }

    [Fact]
    public async Task people_and_topics_at_once_lose_nothing()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var log = new IntakeLog();
        for (var i = 0; i < 20; i++)
            log.Add(Told.Alert($"order-{i}", 0.65));
        await log.ApplyAsync(database);
        for (var version = 2; version <= 6; version++)
        for (var i = 0; i < 20; i++)
            log.Add(Told.Review($"order-{i}", 1, version: version));
        var people = Enumerable
            .Range(0, 3)
            .Select(person =>
                Task.Run(
                    async () =>
                    {
                        for (var i = 0; i < 60; i++)
                            await database.Store.Work.NoteAsync(
                                new CaseAct($"order-{i % 20}", $"agent-{person}"),
                                "still at it",
                                Cancellation
                            );
                    },
                    Cancellation
                )
            )
            .ToList();

        await log.ApplyAsync(database, size: 20);
        await Task.WhenAll(people);

        Assert.Equal(180, await database.ScalarAsync<long>("select count(*) from cases.mt_events where type = 'case_noted'"));
        Assert.Equal(100, await database.ScalarAsync<long>("select count(*) from cases.mt_events where type = 'case_reviewed'"));
        Assert.Equal(0, await Differences.CountAsync(database));
    }

    private static async Task<AlertCase> FindAsync(CaseDatabase database, string order) =>
        (await database.Store.Queries.FindAsync(order, Cancellation))!.Case;

    private static async Task<int[]> TurnsAsync(CaseDatabase database, params string[] orders)
    {
        var turns = new List<int>();
        foreach (var order in orders)
            turns.Add((await FindAsync(database, order)).Turns.Worsened);
        return [.. turns];
    }
}
