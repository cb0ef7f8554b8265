using Hangfire;
using Hangfire.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.PausedRuns;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages.Decision;
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
        var storage = await JobDatabase.OpenAsync(world.Database, world.ConnectionString, Token);
        await using (await TrainerServer.StartAsync(Parts(world) with { Tracking = passes }, hasSchedule: true, Token))
        {
            Assert.Equal(Cron.Minutely(), Assert.Single(Recurring(storage)).Cron);
            new RecurringJobManager(storage).Trigger("tracking"); // as the next minute would
            await Wait.Until(
                async () => (await world.Audit.Runs.FindAsync(run.RunId, Token))!.Tracking is { ExternalRun.Length: > 0 },
                TimeSpan.FromMinutes(2)
            );
        }

        await using (await TrainerServer.StartAsync(Parts(world), hasSchedule: true, Token))
            Assert.Empty(Recurring(storage));
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

    private static TrainerParts Parts(RunWorld world) =>
        new()
        {
            Audit = world.Audit,
            Database = world.Database,
            ConnectionString = world.ConnectionString,
            Stages = PausableStages.Create,
            Settings = new TrainerSettings
            {
                Node = "server",
                WorkFolder = world.WorkFolder,
                Child = PausableStages.Child,
            },
            Consequence = new PromotionOfRun(
                world.Audit,
                new DecisionRelay(_ => Task.CompletedTask, TimeProvider.System, NullLogger<DecisionRelay>.Instance),
                TimeProvider.System,
                NullLogger<PromotionOfRun>.Instance
            ),
            Schedule = new RetrainingSchedule("", () => world.Definition),
            CodeVersion = "test",
            Clock = TimeProvider.System,
            Logs = NullLoggerFactory.Instance,
        };
}
