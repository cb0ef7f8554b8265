using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Console.Storage;
using Streaming.Models.Policy;
using Streaming.PausedRuns;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages.Decision;
using Streaming.Testing;

namespace Streaming.Retraining.Tests.Runs;

/// <summary>A database of one test's own, pausable stages, and trainers that work on them in this process, without jobs.</summary>
internal sealed class RunWorld : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new("runs");
    private readonly Queue<(string Run, string Stage)> queue = new();

    private readonly List<ServiceProvider> trainers = [];

    private readonly RunWorld? shared;

    /// <param name="connectionString">Its database.</param>
    /// <param name="shared">Another world whose runs and folders these trainers work on, by another way to the database.</param>
    public RunWorld(string connectionString, RunWorld? shared = null)
    {
        this.shared = shared;
        ConnectionString = connectionString;
        Jobs = new JobTables(connectionString);
        Audit = AuditStore.Open(connectionString, TimeProvider.System);
        Leases = new LeaseTable(Database);
        Directory.CreateDirectory(folder.Below("control"));
    }

    public string ConnectionString { get; }

    public JobTables Jobs { get; }

    public NpgsqlDataSource Database => Jobs.Database;

    public AuditStore Audit { get; }

    public LeaseTable Leases { get; }

    public RunDefinition Definition => PausableStages.Definition((shared ?? this).folder.Below("control"));

    public string WorkFolder => folder.Below("work");

    public static async Task<RunWorld> CreateAsync(PostgresFixture postgres) => new(await postgres.CreateDatabaseAsync("runs"));

    /// <summary>A file that tells a stage something.</summary>
    public string Control(string stage, string what) => folder.Below("control", $"{stage}.{what}");

    public void Say(string stage, string what, string text = "") => File.WriteAllText(Control(stage, what), text);

    public void Unsay(string stage, string what) => File.Delete(Control(stage, what));

    public TrainingRuns Runs(string node = "test") =>
        new(Audit, Leases, PausableStages.Create, new ListQueue(queue), new ProcessIdentity(node, "test"), TimeProvider.System);

    public RunExecutor Trainer(string node = "one", RunObserver? observer = null) =>
        Services(node, null, services => services.AddSingleton(observer ?? (_ => { }))).GetRequiredService<RunExecutor>();

    /// <summary>A trainer with all its parts; disposed with this world.</summary>
    /// <param name="schedule">Null where it leaves recurring jobs alone.</param>
    /// <param name="add">What else it has.</param>
    public ServiceProvider Services(string node, RetrainingSchedule? schedule = null, Action<IServiceCollection>? add = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton(Audit);
        services.AddSingleton(Jobs);
        services.AddSingleton<StageSet>(PausableStages.Create);
        services.AddSingleton(new DecisionRelay(_ => Task.CompletedTask, TimeProvider.System, NullLogger<DecisionRelay>.Instance));
        add?.Invoke(services);
        services.AddRetraining(
            new RetrainingOptions
            {
                Trainer = new TrainerSettings
                {
                    Process = new ProcessIdentity(node, "test"),
                    WorkFolder = WorkFolder,
                    Child = PausableStages.Child,
                },
                Schedule = schedule,
            }
        );
        var trainer = services.BuildServiceProvider();
        trainers.Add(trainer);
        return trainer;
    }

    public Task<RunHistory> StartAsync(string why = "a test") =>
        Runs().StartAsync(Definition, "manual", "tester", why, CancellationToken.None);

    /// <summary>Works on a run until it is over or its trainer gives it up; a failed stage is no exception here.</summary>
    public async Task<RunHistory> WorkAsync(string run, RunExecutor? trainer = null, CancellationToken stop = default)
    {
        trainer ??= Trainer();
        try
        {
            for (var stage = PausableStages.Names[0]; stage is not null; )
                stage = await trainer.ExecuteAsync(run, stage, stop);
        }
        catch (StageFailedException)
        {
            // recorded in the run's stream, which is what tests look at
        }

        return (await Audit.Runs.FindAsync(run, CancellationToken.None))!;
    }

    public async Task<RunHistory> StartAndWorkAsync() => await WorkAsync((await StartAsync()).RunId);

    public async Task WaitForStageAsync(string stage) =>
        await Wait.Until(
            () => File.Exists(Control(stage, "started")) && File.ReadAllText(Control(stage, "started")).Length > 0,
            TimeSpan.FromMinutes(3)
        );

    public int ProcessOf(string stage) =>
        int.Parse(File.ReadAllText(Control(stage, "started")), System.Globalization.CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        await Audit.DisposeAsync();
        foreach (var trainer in trainers)
            await trainer.DisposeAsync();
        await Jobs.DisposeAsync();
        folder.Dispose();
    }

    private sealed class ListQueue(Queue<(string Run, string Stage)> queue) : IStageQueue
    {
        public void Enqueue(string run, string stage) => queue.Enqueue((run, stage));
    }
}
