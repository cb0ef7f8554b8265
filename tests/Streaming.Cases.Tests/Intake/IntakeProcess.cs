using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Cases.Intake;
using Streaming.Cases.Policy;
using Streaming.Cases.Store;
using Streaming.Kafka.Registry;
using Streaming.Testing.Registry;

namespace Streaming.Cases.Tests.Intake;

/// <summary>An intake in a process of its own, so that a test can kill it as an operating system does: without a last word.</summary>
internal sealed class IntakeProcess : IAsyncDisposable
{
    public const string Command = "intake";

    public static readonly CasePolicy Policy = new() { DailyCapacity = 1_000_000, HoldOutShare = 0.1 };

    private readonly Process process;

    private IntakeProcess(Process process) => this.process = process;

    public static IntakeProcess Start(string connectionString, string bootstrapServers, string logId) =>
        new(
            Process.Start(
                new ProcessStartInfo(Environment.ProcessPath!, [Command, connectionString, bootstrapServers, logId])
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                }
            )!
        );

    /// <summary>The other side.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        await using var store = CaseStore.Open(args[0], TimeProvider.System);
        using var intake = await CreateAsync(store, args[1], args[2]);
        await intake.RunAsync(CancellationToken.None);
        return 0;
    }

    /// <param name="logId">Empty: asked of the cluster.</param>
    public static async Task<CaseIntake> CreateAsync(CaseStore store, string bootstrapServers, string logId, int batchSize = 20)
    {
        var registry = new InMemorySchemaRegistry();
        await SubjectSetup.ApplyAsync(registry); // the same schemas in the same order: the same ids as those of the publisher
        var settings = new IntakeSettings
        {
            Client = new ClientConfig { BootstrapServers = bootstrapServers },
            LogId = logId.Length == 0 ? null : logId,
            Policy = Policy,
            BatchSize = batchSize,
            StandBy = TimeSpan.FromMilliseconds(200),
            Housekeeping = TimeSpan.FromMilliseconds(200),
        };
        var metrics = new CaseMetrics(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()));
        return new CaseIntake(store, settings, registry, metrics, NullLogger<CaseIntake>.Instance);
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await KillAsync();
        process.Dispose();
    }
}

/// <summary>An intake at work in this process, until disposed.</summary>
internal sealed class RunningIntake : IAsyncDisposable
{
    private readonly CancellationTokenSource ending = new();
    private readonly Task work;

    private RunningIntake(CaseIntake intake)
    {
        Intake = intake;
        work = Task.Run(() => intake.RunAsync(ending.Token));
    }

    public CaseIntake Intake { get; }

    public static async Task<RunningIntake> StartAsync(CaseStore store, string bootstrapServers, string logId) =>
        new(await IntakeProcess.CreateAsync(store, bootstrapServers, logId));

    public async ValueTask DisposeAsync()
    {
        if (ending.IsCancellationRequested)
            return;
        await ending.CancelAsync();
        await work;
        Intake.Dispose();
        ending.Dispose();
    }
}
