using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Host.Tests.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

/// <summary>An interruption of the command that started a run.</summary>
public sealed class RunFollowerTests(PostgresFixture postgres)
{
    private const string ThisProcess = "desk/1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task a_run_that_a_trainer_works_on_goes_on_without_the_command()
    {
        await using var parts = await Parts.StartAsync(postgres);
        Assert.True(await parts.Leases.AcquireAsync(parts.Run, "trainer/2", "01-ingestion", Token));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(parts.FollowInterruptedAsync);

        Assert.Equal(RunState.Requested, (await parts.Audit.Runs.FindAsync(parts.Run, Token))!.State);
        Assert.Contains($"run {parts.Run} goes on: trainer/2 works on it", parts.Error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_run_that_nobody_works_on_is_cancelled()
    {
        await using var parts = await Parts.StartAsync(postgres);

        var run = await parts.FollowInterruptedAsync();

        Assert.Equal((RunState.Cancelled, "ana"), (run.State, run.Cancellation!.By));
    }

    [Fact]
    public void the_steps_are_those_of_a_run()
    {
        var folder = Path.Combine(RepositoryRoot.Find(), "ops", "config");
        var settings = SettingsLoader.Load(folder, new Dictionary<string, string>());
        var definition = settings.ToRun(folder, "tables:season");

        Assert.Equal(StageList.WithoutTopics(definition, null).Select(stage => stage.Name), RunSteps.All.Select(step => step.Stage));
    }

    private sealed class Parts : IAsyncDisposable, IStageQueue
    {
        private readonly JobTables jobs;
        private readonly TrainingRuns runs;

        private Parts(string connection)
        {
            Audit = AuditStore.Open(connection, TimeProvider.System);
            jobs = new JobTables(connection);
            Leases = new LeaseTable(jobs.Database);
            runs = new TrainingRuns(
                Audit,
                Leases,
                (_, _) => [new IdleStage("01-ingestion")],
                this,
                new ProcessIdentity(ThisProcess, "1"),
                TimeProvider.System
            );
        }

        public AuditStore Audit { get; }

        public LeaseTable Leases { get; }

        public StringWriter Error { get; } = new();

        public string Run { get; private set; } = "";

        public static async Task<Parts> StartAsync(PostgresFixture postgres)
        {
            var parts = new Parts(await postgres.CreateDatabaseAsync("follower"));
            await parts.jobs.OpenAsync(Token);
            parts.Run = (await parts.runs.StartAsync(new("desk", "tables:season", 7, "{}"), "manual", "ana", "new season", Token)).RunId;
            return parts;
        }

        public Task<RunHistory> FollowInterruptedAsync() =>
            new RunFollower(runs, Audit, ThisProcess, Error, TimeProvider.System).FollowAsync(Run, "ana", new CancellationToken(true));

        public void Enqueue(string run, string stage) { } // no worker takes it

        public async ValueTask DisposeAsync()
        {
            await jobs.DisposeAsync();
            await Error.DisposeAsync();
            await Audit.DisposeAsync();
        }
    }
}
