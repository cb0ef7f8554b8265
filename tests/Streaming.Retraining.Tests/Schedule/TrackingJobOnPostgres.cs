using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Tests.Runs;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Retraining.Tracking;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Schedule;

public sealed class TrackingJobOnPostgres(PostgresFixture postgres)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_trainer_sends_runs_that_are_over_and_one_without_a_server_takes_the_job_away()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        var run = await world.StartAndWorkAsync();
        using var server = new MemoryMlflow();
        using var passes = Passes(world, server);
        var storage = await world.Jobs.OpenAsync(Token);
        var schedule = new RetrainingSchedule("", () => world.Definition);
        var tracked = world.Services("server", schedule, services => services.AddSingleton(passes)).GetRequiredService<TrainerServer>();
        await tracked.StartAsync(Token);
        Assert.Equal(Cron.Minutely(), Assert.Single(Recurring(storage)).Cron);
        new RecurringJobManager(storage).Trigger("tracking"); // as the next minute would
        await Wait.Until(
            async () => (await world.Audit.Runs.FindAsync(run.RunId, Token))!.Tracking is { ExternalRun.Length: > 0 },
            TimeSpan.FromMinutes(2)
        );
        await tracked.StopAsync(Token);

        var untracked = world.Services("server", schedule).GetRequiredService<TrainerServer>();
        await untracked.StartAsync(Token);
        Assert.Empty(Recurring(storage));
        await untracked.StopAsync(Token);
    }

    [Fact]
    public async Task of_all_processes_one_is_at_it()
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        await world.StartAndWorkAsync();
        using var server = new MemoryMlflow();
        using var passes = Passes(world, server);
        await using (var other = await world.Database.OpenConnectionAsync(Token))
        await using (var turn = await other.BeginTransactionAsync(Token))
        {
            await using var take = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('tracking pass', 0))", other, turn);
            await take.ExecuteNonQueryAsync(Token);
            Assert.Null(await passes.RunAsync(Token));
        }

        Assert.Equal(1, (await passes.RunAsync(Token))!.Exported);
        Assert.Equal(0, (await passes.RunAsync(Token))!.Exported);
    }

    private static List<RecurringJobDto> Recurring(JobStorage storage)
    {
        using var connection = storage.GetConnection();
        return connection.GetRecurringJobs();
    }

    private static TrackingPasses Passes(RunWorld world, MemoryMlflow server) =>
        new(
            new TrackingSettings { Server = new Uri("http://mlflow.test") },
            world.Audit,
            world.Database,
            Path.Combine(world.WorkFolder, "tracking"),
            TimeProvider.System,
            server
        );
}
