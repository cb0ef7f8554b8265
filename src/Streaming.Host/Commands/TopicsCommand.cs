using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Contracts;
using Streaming.Host.Cluster;
using Streaming.Kafka.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>topics list</c> and <c>topics create</c>.</summary>
internal static class TopicsCommand
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public static Command Create() =>
        new("topics", "Shows the topic table beside what the cluster has, or creates what is missing.") { List(), CreateMissing() };

    private static Command List()
    {
        var bootstrap = CommandOptions.Bootstrap();
        var json = ModelsCommand.AsJson();
        var command = new Command(
            "list",
            "Lists every topic: key, schema, cleanup, retention, whether it names persons, and what the cluster has."
        )
        {
            bootstrap,
            json,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                using var administration = new TopicAdministration(settings.Kafka, RequestTimeout);
                var (topics, output) = (await administration.ListAsync(), parsed.InvocationConfiguration.Output);
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(JsonSerializer.Serialize(topics.Select(Shape), ModelsCommand.Json));
                else
                    Write(topics, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static Command CreateMissing()
    {
        var bootstrap = CommandOptions.Bootstrap();
        var withoutRegistry = new Option<bool>("--without-registry") { Description = "Only the topics: register no schemas" };
        var json = ModelsCommand.AsJson();
        var command = new Command(
            "create",
            "Creates the topics that the cluster lacks and leaves those alone that are there; "
                + "then registers their schemas with their compatibility levels."
        )
        {
            bootstrap,
            withoutRegistry,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                using var administration = new TopicAdministration(settings.Kafka, RequestTimeout);
                var made = await administration.CreateMissingAsync();
                var (output, asJson) = (parsed.InvocationConfiguration.Output, parsed.GetValue(json));
                if (!asJson)
                {
                    foreach (var topic in made)
                        await output.WriteLineAsync($"created {topic.Name}");
                    await output.WriteLineAsync($"{made.Count} created, {Topics.All.Count - made.Count} were there");
                }

                var schemas = new Dictionary<string, int>();
                if (!parsed.GetValue(withoutRegistry))
                {
                    using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                    foreach (var (subject, id) in await SubjectSetup.ApplyAsync(registry, cancellation))
                    {
                        schemas.Add(subject, id);
                        if (!asJson)
                            await output.WriteLineAsync($"registered {subject}, schema id {id}");
                    }
                }

                if (asJson)
                    await output.WriteLineAsync(
                        JsonSerializer.Serialize(
                            new
                            {
                                Created = made.Select(topic => topic.Name),
                                Present = Topics.All.Count - made.Count,
                                SchemaIds = schemas,
                            },
                            ModelsCommand.Json
                        )
                    );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static object Shape(ExistingTopic known) =>
        new
        {
            known.Topic.Name,
            known.Topic.Key,
            known.Topic.Schema,
            Cleanup = known.Topic.Cleanup == TopicCleanup.Compact ? "compact" : "delete",
            RetentionDays = known.Topic.Retention?.TotalDays,
            known.Topic.CarriesPersons,
            known.Partitions,
            known.Differences,
        };

    private static void Write(IReadOnlyList<ExistingTopic> topics, TextWriter output)
    {
        var table = Tabulation.Table("topic", "key", "schema", "cleanup", "retention", "persons", "on the cluster");
        foreach (var (topic, partitions, differences, isHidden) in topics)
        {
            table.AddRow(
                topic.Name,
                topic.Key,
                topic.Schema ?? "as received",
                topic.Cleanup == TopicCleanup.Compact ? "compact" : "delete",
                topic.Retention is { } retention ? string.Create(CultureInfo.InvariantCulture, $"{retention.TotalDays:0.##} d") : "-",
                topic.CarriesPersons ? "yes" : "no",
                isHidden ? "not authorised: this user lacks the right DESCRIBE" : Presence(partitions, differences)
            );
        }

        Tabulation.Write(table, output);
    }

    private static string Presence(int? partitions, IReadOnlyList<string>? differences) =>
        (partitions, differences) switch
        {
            (null, _) => "missing",
            (1, null or []) => "1 partition",
            (_, null or []) => $"{partitions} partitions",
            _ => $"{partitions} partitions; {string.Join("; ", differences)}",
        };
}
