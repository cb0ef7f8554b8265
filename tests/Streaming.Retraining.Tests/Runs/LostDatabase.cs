using Streaming.Audit.Runs;
using Streaming.Retraining.Tests.Runs.Leases;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

public sealed class LostDatabase(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task an_attempt_that_lost_its_hold_meanwhile_writes_nothing_and_the_run_completes_once()
    {
        using var link = new CuttableLink(await postgres.CreateDatabaseAsync("lost"));
        await using var world = new RunWorld(link.ConnectionString);
        await using var elsewhere = new RunWorld(link.Direct, world);
        world.Say("07-decision", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("07-decision");

        link.Cut(); // this process alone cannot reach it
        await LeaseTableOnPostgres.SilenceAsync(elsewhere.Database);
        world.Unsay("07-decision", "hold");
        await Wait.Until(() => link.Refused > 1, Patience);
        var done = await elsewhere.WorkAsync(run.RunId, elsewhere.Trainer("two"));
        link.Mend();
        await working;

        Assert.Equal(RunState.Completed, done.State);
        Assert.Equal(["one", "two"], done.Stage("07-decision")!.Attempts.Select(attempt => attempt.Node));
        var events = await world.Audit.Runs.EventsAsync(run.RunId);
        Assert.Equal(
            (7, 1, 1),
            (events.OfType<StageCompleted>().Count(), events.OfType<DecisionReached>().Count(), events.OfType<RunCompleted>().Count())
        );
        Assert.Empty(events.OfType<RunFailed>());
        Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
    }

    [Fact]
    public async Task renewals_that_hang_in_connecting_are_given_up_in_time_and_the_stage_goes_on()
    {
        using var link = new CuttableLink(await postgres.CreateDatabaseAsync("lost"));
        await using var world = new RunWorld(link.ConnectionString);
        world.Say("03-features", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("03-features");

        link.CutAndHang();
        await Wait.Until(() => link.Hanging > 2, Patience); // one that waited out its connecting would be the only one
        link.Mend();
        world.Unsay("03-features", "hold");
        var done = await working;

        Assert.Equal(RunState.Completed, done.State);
        Assert.All(done.Stages, stage => Assert.Single(stage.Attempts));
    }

    [Theory]
    [InlineData("02-validation")]
    [InlineData("05-training")]
    [InlineData("07-decision")]
    public async Task a_short_outage_is_ridden_out_and_leaves_one_set_of_events(string stage)
    {
        using var link = new CuttableLink(await postgres.CreateDatabaseAsync("lost"));
        await using var world = new RunWorld(link.ConnectionString);
        world.Say(stage, "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync(stage);

        link.Cut();
        world.Unsay(stage, "hold"); // its end meets the outage
        await Wait.Until(() => link.Refused > 1, Patience);
        link.Mend();
        var done = await working;

        Assert.Equal(RunState.Completed, done.State);
        Assert.Equal(7, (await world.Audit.Runs.EventsAsync(run.RunId)).OfType<StageCompleted>().Count());
        Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions);
    }
}
