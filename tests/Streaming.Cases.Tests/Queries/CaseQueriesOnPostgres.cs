using Streaming.Cases.Domain;
using Streaming.Cases.Queries;
using Streaming.Cases.Work;
using Streaming.Models.Policy;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Queries;

public sealed class CaseQueriesOnPostgres(PostgresFixture postgres)
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_queue_is_ordered_by_priority_and_read_in_parts_without_gap_or_repetition()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        for (var i = 0; i < 7; i++)
            await database.OpenAsync($"order-{i}", SampleCases.Opened(priority: i / 2));
        var filter = new CaseFilter(CaseView.Unassigned, "ana");

        var seen = new List<string>();
        CasePlace? after = null;
        do
        {
            var page = await database.Store.Queries.PageAsync(filter, after, 2, Cancellation);
            seen.AddRange(page.Cases.Select(one => one.Id));
            after = page.Next;
        } while (after is not null);

        Assert.Equal(["order-6", "order-4", "order-5", "order-2", "order-3", "order-0", "order-1"], seen);
        Assert.Equal("order-2", (await database.Store.Queries.NextInViewAsync(filter, "order-5", Cancellation))!.Id);
        Assert.Equal("order-6", (await database.Store.Queries.NextInViewAsync(filter, "order-1", Cancellation))!.Id);
    }

    [Fact]
    public async Task every_view_holds_what_its_count_says()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        var work = database.Store.Work;
        database.Clock.Now = SampleCases.Noon;
        foreach (var id in (string[])["free", "mine", "theirs", "asleep", "woken", "wokenmine", "done", "late"])
            await database.OpenAsync(id, SampleCases.Opened() with { DueAt = SampleCases.Noon.AddDays(id == "late" ? 0 : 9) });
        await database.OpenAsync(
            "answered",
            SampleCases.Opened(action: CaseAction.RepairAfterReview) with
            {
                DueAt = SampleCases.Noon.AddDays(9),
            }
        );
        await database.OpenAsync("heldout", SampleCases.Opened(isHeldOut: true));
        await work.TakeAsync(new CaseAct("mine", "ana"), Cancellation);
        await work.TakeAsync(new CaseAct("wokenmine", "ana"), Cancellation);
        await work.TakeAsync(new CaseAct("theirs", "bruno"), Cancellation);
        await work.SnoozeAsync(new CaseAct("asleep", "ana"), null, "", Cancellation);
        await work.SnoozeAsync(new CaseAct("woken", "ana"), SampleCases.Noon.AddHours(1), "", Cancellation);
        await work.SnoozeAsync(new CaseAct("wokenmine", "ana"), SampleCases.Noon.AddHours(1), "", Cancellation);
        await work.CloseAsync(new CaseAct("done", "ana"), CaseOutcome.Solved, "", Cancellation);
        database.Clock.Now = SampleCases.Noon.AddHours(1);

        var expected = new Dictionary<CaseView, string[]>
        {
            [CaseView.Unassigned] = ["free", "late", "woken"],
            [CaseView.Mine] = ["mine", "wokenmine"],
            [CaseView.Snoozed] = ["asleep"],
            [CaseView.Overdue] = ["late"],
            [CaseView.Answered] = ["answered"],
            [CaseView.Closed] = ["done"],
            [CaseView.Open] = ["answered", "asleep", "free", "late", "mine", "theirs", "woken", "wokenmine"],
        };
        foreach (var (view, ids) in expected)
            Assert.Equal(ids, await IdsAsync(database, new CaseFilter(view, "ana")));
        Assert.Equal(new CaseCounts(3, 2, 1, 1, 1, 1, 8), await database.Store.Queries.CountsAsync("ana", Cancellation));
    }

    [Fact]
    public async Task filters_narrow_a_view_and_search_finds_order_customer_and_person()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.OpenAsync("order-1", SampleCases.Opened());
        await database.OpenAsync("order-2", SampleCases.Opened(alert: SampleCases.Alert("alert-2", Tier.Yellow, 0.6, "person-2")));
        await database.Store.Work.TakeAsync(new CaseAct("order-2", "bruno"), Cancellation);
        var all = new CaseFilter(CaseView.All, "ana");

        Assert.Equal(["order-1"], await IdsAsync(database, all with { Tier = Tier.Red }));
        Assert.Equal(["order-1", "order-2"], await IdsAsync(database, all with { Category = "toys", State = "SP" }));
        Assert.Empty(await IdsAsync(database, all with { Category = "toy" }));
        Assert.Empty(await IdsAsync(database, all with { State = "RJ" }));
        Assert.Equal(["order-2"], await IdsAsync(database, all with { Assignee = "bruno" }));
        Assert.Equal(["order-2"], await IdsAsync(database, all with { Search = " person-2 " }));
        Assert.Equal(["order-1"], await IdsAsync(database, all with { Search = "order-1" }));
        Assert.Equal(["order-1", "order-2"], await IdsAsync(database, all with { Search = "customer-1" }));
        Assert.Empty(await IdsAsync(database, all with { Search = "'; drop table cases.cases; --\0" }));
    }

    [Fact]
    public async Task a_person_has_a_history()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        await database.OpenAsync("order-1", SampleCases.Opened());
        await database.OpenAsync("order-2", SampleCases.Opened(alert: SampleCases.Alert("alert-2", person: "person-2")));
        await database.OpenAsync("order-3", SampleCases.Opened(isHeldOut: true));

        var history = await database.Store.Queries.OfCustomerAsync("person-1", Cancellation);

        Assert.Equal("order-1", Assert.Single(history.Cases).Id);
        Assert.Empty(history.Alerts);
    }

    private static async Task<List<string>> IdsAsync(CaseDatabase database, CaseFilter filter)
    {
        var page = await database.Store.Queries.PageAsync(filter, null, 100, Cancellation);
        return [.. page.Cases.Select(one => one.Id).Order(StringComparer.Ordinal)];
    }
}
