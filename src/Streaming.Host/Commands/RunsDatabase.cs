using System.CommandLine;
using Streaming.Audit;
using Streaming.Embedded.Postgres;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Leases;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Commands;

/// <summary>The database of a command about runs: the configured one, or a private one for the time of the command.</summary>
internal sealed class RunsDatabase : IAsyncDisposable
{
    private readonly EmbeddedPostgres? embedded;

    private RunsDatabase(Settings settings, string connectionString, EmbeddedPostgres? embedded)
    {
        this.embedded = embedded;
        Settings = settings;
        Jobs = new JobTables(connectionString);
        Audit = settings.OpenAudit(TimeProvider.System, connectionString);
    }

    public Settings Settings { get; }

    public JobTables Jobs { get; }

    public AuditStore Audit { get; }

    public LeaseTable Leases => new(Jobs.Database);

    public static async Task<RunsDatabase> OpenAsync(ParseResult parsed, Option<bool> embedded, ILoggerFactory logs, CancellationToken stop)
    {
        var settings = CommandOptions.LoadSettings(parsed, besideDemo: !parsed.GetValue(embedded));
        if (!parsed.GetValue(embedded))
            return new RunsDatabase(settings, settings.Postgres.ToConnectionString(), null);
        var options = new EmbeddedPostgresOptions { DataFolder = Path.GetFullPath(Path.Combine(settings.Embedded.DataFolder, "postgres")) };
        var postgres = await EmbeddedPostgres.StartAsync(options, logs.CreateLogger<EmbeddedPostgres>(), TimeProvider.System, stop);
        return new RunsDatabase(settings, postgres.ConnectionString, postgres);
    }

    /// <summary>Starting and cancelling, without a worker in this process.</summary>
    public async Task<TrainingRuns> RunsAsync(CancellationToken stop)
    {
        await Jobs.OpenAsync(stop);
        return new TrainingRuns(
            Audit,
            Leases,
            StageList.WithoutTopics,
            new StageJobs(Jobs),
            RetrainingSettings.Identity(),
            TimeProvider.System
        );
    }

    public async ValueTask DisposeAsync()
    {
        await Audit.DisposeAsync();
        await Jobs.DisposeAsync();
        if (embedded is not null)
            await embedded.DisposeAsync();
    }
}
