using System.Reflection;
using Confluent.Kafka;
using Npgsql;
using Streaming.Audit;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Host.Ingestion;
using Streaming.Host.Roles;
using Streaming.Kafka.Registry;
using Streaming.Quality.Tables;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages.Decision;
using Streaming.Retraining.Tracking;

namespace Streaming.Host.Retraining;

/// <summary>A trainer from the settings.</summary>
internal static class TrainerOfSettings
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Version of this program, as runs record it.</summary>
    public static string CodeVersion =>
        typeof(TrainerOfSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <param name="database">Stays the caller's, as does every other part.</param>
    /// <param name="connectionString">The same database.</param>
    public static TrainerParts Parts(
        Settings settings,
        string configFolder,
        AuditStore audit,
        NpgsqlDataSource database,
        string connectionString,
        RoleSeams seams,
        IStageConsequence consequence,
        ISchemaRegistry registry,
        ILoggerFactory logs,
        TimeProvider clock
    ) =>
        new()
        {
            Audit = audit,
            Database = database,
            ConnectionString = connectionString,
            Stages = seams.Stages ?? Stages(settings, configFolder, registry),
            Settings = new TrainerSettings
            {
                Node = $"{Environment.MachineName}/{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..4]}",
                WorkFolder = Path.GetFullPath(settings.Trainer.WorkFolder),
                Child = seams.Child ?? ChildProgram.OfThisProcess([StageCommand.Name], settings.Trainer.MemoryLimitMb * Mebibyte),
            },
            Consequence = seams.Consequence ?? consequence,
            Schedule = new RetrainingSchedule(
                settings.Trainer.Schedule ?? "",
                () => Definition(settings, configFolder, settings.Trainer.ScheduledSource!)
            ),
            CodeVersion = CodeVersion,
            Clock = clock,
            Logs = logs,
        };

    /// <summary>The product's stages, which reach topics as these settings say.</summary>
    public static StageSet Stages(Settings settings, string configFolder, ISchemaRegistry registry) =>
        ProductStages.With(servers =>
        {
            var client = settings.Kafka.ToClientConfig();
            client.BootstrapServers = servers;
            return new TopicSource(settings.Scorer.ToScorerSettings(client, SchemaFile.Load(configFolder).OrderRules), registry);
        });

    /// <summary>A run by these settings.</summary>
    /// <param name="source"><c>tables:FOLDER</c> or <c>topics:HOST:PORT</c>.</param>
    public static RunDefinition Definition(Settings settings, string configFolder, string source, long? seed = null) =>
        new(
            settings.Scorer.ModelName,
            Absolute(source),
            seed ?? settings.Trainer.Seed,
            RunParameters.Of(settings, configFolder, seed ?? settings.Trainer.Seed).ToJson()
        );

    /// <summary>Passes to the tracking server; null when the settings name none.</summary>
    public static TrackingPasses? Tracking(Settings settings, AuditStore audit, NpgsqlDataSource database, TimeProvider clock) =>
        settings.Tracking.ToSettings() is not { } server
            ? null
            : new TrackingPasses(server, audit, database, Path.Combine(Path.GetFullPath(settings.Trainer.WorkFolder), "tracking"), clock);

    /// <summary>What stages lead to: promotions, and the topic that tells scorers.</summary>
    public static PromotionOfRun Promotions(
        AuditStore audit,
        ClientConfig client,
        ISchemaRegistry registry,
        ILoggerFactory logs,
        TimeProvider clock
    ) =>
        new(
            audit,
            new DecisionRelay(
                token => Host.Promotions.Promotion.RelayAsync(audit, client, registry, token),
                clock,
                logs.CreateLogger<DecisionRelay>()
            ),
            clock,
            logs.CreateLogger<PromotionOfRun>()
        );

    /// <summary>Another process has another working folder.</summary>
    private static string Absolute(string source)
    {
        const string tables = "tables:";
        return source.StartsWith(tables, StringComparison.Ordinal) ? tables + Path.GetFullPath(source[tables.Length..]) : source;
    }
}
