using Streaming.Audit.Runs;
using Streaming.PausedRuns;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Schedule;
using Streaming.Testing;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>The host of a run is killed in the middle of a stage, and started again. Each stage is a test. Two classes share the stages,
/// because each test waits most of its time for the lease of a dead host, and classes run side by side.</summary>
public abstract class KilledHost(PostgresFixture postgres)
{
    /// <summary>How many stages come before the first that fits a model.</summary>
    protected const int DataStages = 4;

    /// <summary>From the restart until the stage works again.</summary>
    private static readonly TimeSpan ResumeLimit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    protected async Task KillInTheMiddleOfAsync(string stage)
    {
        await using var world = await RunWorld.CreateAsync(postgres);
        world.Say(stage, "hold");
        string run;
        int worker;
        using (var first = new TrainerProcess(world.ConnectionString, world.WorkFolder))
        {
            await first.WaitUntilUpAsync();
            run = await StartAsync(world);
            await world.WaitForStageAsync(stage);
            worker = world.ProcessOf(stage);
            first.Kill();
        }

        await Wait.Until(() => !ProcessTable.IsRunning(worker), Patience); // a child dies with its parent
        using var second = new TrainerProcess(world.ConnectionString, world.WorkFolder);
        await second.WaitUntilUpAsync();
        await Wait.Until(async () => (await world.Audit.Runs.FindAsync(run))!.Stage(stage)!.Attempts.Count == 2, ResumeLimit);
        world.Unsay(stage, "hold");
        var over = await Wait.For(async () => (await world.Audit.Runs.FindAsync(run))!, found => found.IsOver, Patience);

        Assert.True(over.State == RunState.Completed, second.Said);
        var events = await world.Audit.Runs.EventsAsync(run);
        Assert.Equal(PausableStages.Names, events.OfType<StageCompleted>().Select(done => done.Stage));
        Assert.Equal(PausableStages.Names.Count + 1, events.OfType<StageStarted>().Count());
        Assert.Single(events.OfType<DatasetValidated>());
        Assert.Single(events.OfType<CandidateTrained>());
        Assert.Single(events.OfType<CandidateLeftOut>());
        Assert.Single(events.OfType<CandidateEvaluated>());
        Assert.Single(events.OfType<DecisionReached>());
        Assert.Single(events.OfType<RunCompleted>());
        Assert.Equal(run, Assert.Single((await world.Audit.Models.FindAsync("paused"))!.Champions).RunId);
        await Wait.Until(async () => (await world.Leases.ListAsync(CancellationToken.None)).Count == 0, Patience);
    }

    private static async Task<string> StartAsync(RunWorld world)
    {
        await world.Jobs.OpenAsync(CancellationToken.None);
        var runs = new TrainingRuns(
            world.Audit,
            world.Leases,
            PausableStages.Create,
            new StageJobs(world.Jobs),
            new ProcessIdentity("test", "test"),
            TimeProvider.System
        );
        return (await runs.StartAsync(world.Definition, "manual", "tester", "to be killed", CancellationToken.None)).RunId;
    }
}

/// <summary>In the stages that prepare the data.</summary>
public sealed class KilledHostInDataStages(PostgresFixture postgres) : KilledHost(postgres)
{
    public static TheoryData<string> Stages => [.. PausableStages.Names.Take(DataStages)];

    [Theory]
    [MemberData(nameof(Stages))]
    public Task killed_in_the_middle_of_a_stage_the_run_resumes_and_completes_with_one_set_of_events(string stage) =>
        KillInTheMiddleOfAsync(stage);
}

/// <summary>In the stages that fit, evaluate and decide about a model.</summary>
public sealed class KilledHostInModelStages(PostgresFixture postgres) : KilledHost(postgres)
{
    public static TheoryData<string> Stages => [.. PausableStages.Names.Skip(DataStages)];

    [Theory]
    [MemberData(nameof(Stages))]
    public Task killed_in_the_middle_of_a_stage_the_run_resumes_and_completes_with_one_set_of_events(string stage) =>
        KillInTheMiddleOfAsync(stage);
}
