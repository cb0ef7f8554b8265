using Streaming.Audit.Runs;
using Streaming.Testing;
using Xunit;

namespace Streaming.Trainer.Tests.Runs;

public sealed class LostDatabase(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task a_long_outage_fails_the_stage_and_the_stream_tells_it_when_the_database_is_back()
    {
        using var link = new CuttableLink(await postgres.CreateDatabaseAsync("lost"));
        await using var world = new RunWorld(link.ConnectionString);
        world.Say("03-features", "hold");
        var run = await world.StartAsync();
        var working = world.WorkAsync(run.RunId);
        await world.WaitForStageAsync("03-features");

        link.Cut();
        await Wait.Until(() => Directory.GetDirectories(world.WorkFolder, run.RunId + ".*").Length == 0, Patience); // the stage was given up, which nobody can be told yet
        Assert.False(working.IsCompleted);
        link.Mend();
        var failed = await working;
        world.Unsay("03-features", "hold");
        var next = await world.StartAndWorkAsync();

        Assert.Equal(RunState.Failed, failed.State);
        var failure = failed.Stage("03-features")!.Failure!;
        Assert.StartsWith("the database failed", failure.What, StringComparison.Ordinal);
        Assert.Contains("PostgreSQL", failure.Where, StringComparison.Ordinal);
        Assert.Contains("start the run again", failure.Remedy, StringComparison.Ordinal);
        Assert.Equal(RunState.Completed, next.State);
        Assert.Equal([failed.RunId, failed.RunId, ""], next.Stages.Take(3).Select(stage => stage.FromRun));
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
