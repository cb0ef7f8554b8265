using Streaming.Cases.Domain;
using Streaming.Cases.Work;
using Streaming.Cases.Worth;
using Streaming.Testing;

namespace Streaming.Cases.Tests.Worth;

public sealed class WorthQueryOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task cases_are_counted_by_what_was_done_and_what_the_reviews_said()
    {
        await using var database = await CaseDatabase.EmptyAsync(postgres);
        foreach (var order in (string[])["reached", "tried", "left"])
            await database.OpenAsync(order, SampleCases.Opened());
        await database.OpenAsync("aside", SampleCases.Opened(isHeldOut: true));
        await database.OpenAsync(
            "answered",
            SampleCases.Opened(alert: SampleCases.Alert() with { AnsweredBeforeDelivery = true }, action: CaseAction.RepairAfterReview)
        );
        database.Clock.Now = SetClock.Start.AddHours(2);
        await database.Store.Work.ContactAsync(new CaseAct("reached", "ana"), ContactChannel.Phone, true, "");
        database.Clock.Now = SetClock.Start.AddHours(4);
        await database.Store.Work.ContactAsync(new CaseAct("tried", "ana"), ContactChannel.Phone, false, "");
        foreach (var (order, stars) in new[] { ("reached", 5), ("tried", 1), ("left", 2), ("aside", 1), ("answered", 1) })
            await AppendAsync(database, order, new CaseReviewed($"review-{order}", 1, stars, SampleCases.Noon.DateTime));

        var figures = await new WorthQuery(database.Store).ReadAsync(SetClock.Start.AddDays(-1), TestContext.Current.CancellationToken);

        Assert.Equal((3, 2, 1), (figures.Known, figures.Contacted, figures.Reached));
        Assert.Equal(new Proportion(2, 3), figures.Reviews.Worked);
        Assert.Equal(new Proportion(0, 1), figures.Reviews.Reached);
        Assert.Equal(new Proportion(1, 1), figures.Reviews.NotContacted);
        Assert.Equal(new Proportion(1, 1), figures.Reviews.HeldOut);
        Assert.Equal(TimeSpan.FromHours(3), figures.FirstContact!.Median);
    }

    private static async Task AppendAsync(CaseDatabase database, string order, object happened)
    {
        await using var session = await database.Store.SessionAsync(CancellationToken.None);
        session.Events.Append(order, happened);
        await session.SaveChangesAsync();
    }
}
