using System.Reflection;
using Streaming.Host.Commands;
using Streaming.Host.Configuration;
using Streaming.Host.Ingestion;
using Streaming.Kafka.Registry;
using Streaming.Quality.Tables;
using Streaming.Retraining;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Schedule;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Retraining;

/// <summary>What the settings say about retraining.</summary>
internal static class RetrainingSettings
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>Version of this program, as runs record it.</summary>
    public static string CodeVersion =>
        typeof(RetrainingSettings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>This process, as runs record it.</summary>
    /// <param name="role">What it does, where one process may do several things.</param>
    public static ProcessIdentity Identity(string role = "") =>
        new($"{Environment.MachineName}/{Environment.ProcessId}{role}", CodeVersion);

    /// <summary>How this process works on runs.</summary>
    /// <param name="configFolder">The folder that the settings came from.</param>
    /// <param name="child">How fitting stages are started; null for this program.</param>
    public static RetrainingOptions ToRetraining(this Settings settings, string configFolder, ChildProgram? child = null) =>
        new()
        {
            Trainer = new TrainerSettings
            {
                Process = Identity($"-{Guid.NewGuid().ToString("N")[..4]}"),
                WorkFolder = Path.GetFullPath(settings.Trainer.WorkFolder),
                Child = child ?? ChildProgram.OfThisProcess([StageCommand.Name], settings.Trainer.MemoryLimitMb * Mebibyte),
            },
            Schedule = new RetrainingSchedule(
                settings.Trainer.Schedule ?? "",
                () => settings.ToRun(configFolder, settings.Trainer.ScheduledSource!)
            ),
            Tracking = settings.Tracking.ToSettings(),
        };

    /// <summary>The product's stages, which reach topics as these settings say.</summary>
    public static StageSet ToStages(this Settings settings, string configFolder, ISchemaRegistry registry) =>
        StageList.With(servers =>
        {
            var client = settings.Kafka.ToClientConfig();
            client.BootstrapServers = servers;
            return new TopicSource(settings.Scorer.ToScorerSettings(client, SchemaFile.Load(configFolder).OrderRules), registry);
        });

    /// <summary>A run by these settings.</summary>
    /// <param name="source"><c>tables:FOLDER</c> or <c>topics:HOST:PORT</c>.</param>
    public static RunDefinition ToRun(this Settings settings, string configFolder, string source, long? seed = null)
    {
        var start = seed ?? settings.Trainer.Seed;
        var schema = File.ReadAllText(Path.Combine(configFolder, MarketSchema.FileName));
        return new(settings.Scorer.ModelName, Absolute(source), start, new RunParameters(settings.ToTrainingPlan(start), schema).ToJson());
    }

    /// <summary>Another process has another working folder.</summary>
    private static string Absolute(string source)
    {
        const string tables = "tables:";
        return source.StartsWith(tables, StringComparison.Ordinal) ? tables + Path.GetFullPath(source[tables.Length..]) : source;
    }
}
