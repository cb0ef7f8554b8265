using Microsoft.Extensions.DependencyInjection;
using Streaming.Audit.Runs;
using Streaming.PausedRuns;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Tests.Runs;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Schedule;

public sealed class JobsOfAnEarlierVersion(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_stage_that_was_queued_under_the_former_name_is_done_by_that_very_job()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        await world.Jobs.OpenAsync(Token);
        var queue = new StageJobs(world.Jobs);
        var runs = new TrainingRuns(
            world.Audit,
            world.Leases,
            PausableStages.Create,
            queue,
            new ProcessIdentity("test", "test"),
            TimeProvider.System
        );
        var run = (await runs.StartAsync(world.Definition, "manual", "tester", "before an upgrade", Token)).RunId;
        await using (
            var rename = world.Database.CreateCommand(
                "update hangfire.job set invocationdata = replace(invocationdata::text, 'Streaming.Retraining', 'Streaming.Trainer')::jsonb"
            )
        )
            Assert.Equal(1, await rename.ExecuteNonQueryAsync(Token));

        var trainer = world.Services("one").GetRequiredService<TrainerServer>();
        await trainer.StartAsync(Token);
        await Wait.Until(async () => (await world.Audit.Runs.FindAsync(run, Token))!.IsOver, TimeSpan.FromMinutes(2));
        await Wait.Until(async () => await StateOfAsync(world, "Streaming.Trainer.") is "Succeeded" or "Failed", TimeSpan.FromMinutes(1));
        await trainer.StopAsync(Token);

        Assert.Equal("Succeeded", await StateOfAsync(world, "Streaming.Trainer."));
        Assert.Equal(RunState.Completed, (await world.Audit.Runs.FindAsync(run, Token))!.State);
    }

    /// <summary>Where the one job of this name stands.</summary>
    private static async Task<string?> StateOfAsync(RunWorld world, string name)
    {
        await using var ask = world.Database.CreateCommand("select statename from hangfire.job where invocationdata::text like $1");
        ask.Parameters.AddWithValue($"%{name}%");
        return (string?)await ask.ExecuteScalarAsync(Token);
    }
}
