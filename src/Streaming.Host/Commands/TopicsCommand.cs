using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Streaming.Contracts;
using Streaming.Host.Topics;

namespace Streaming.Host.Commands;

/// <summary><c>topics list</c> and <c>topics create</c>.</summary>
internal static class TopicsCommand
{
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(10);

    public static Command Create() => new("topics", "Shows the topic table beside what the cluster has, or creates what is missing.") { List(), CreateMissing() };

    private static Command List()
    {
        var bootstrap = CommandOptions.Bootstrap();
        var command = new Command("list", "Lists every topic: key, schema, cleanup, retention, whether it names persons, and what the cluster has.") { bootstrap };
        command.SetAction(async (parsed, _) =>
        {
            var settings = CommandOptions.LoadSettings(parsed, bootstrap);
            using var administration = new TopicAdministration(settings.Kafka, RequestTimeout);
            Write(await administration.ListAsync(), parsed.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command CreateMissing()
    {
        var bootstrap = CommandOptions.Bootstrap();
        var command = new Command("create", "Creates the topics that the cluster lacks; leaves those alone that are there.") { bootstrap };
        command.SetAction(async (parsed, _) =>
        {
            var settings = CommandOptions.LoadSettings(parsed, bootstrap);
            using var administration = new TopicAdministration(settings.Kafka, RequestTimeout);
            var made = await administration.CreateMissingAsync();
            var output = parsed.InvocationConfiguration.Output;
            foreach (var topic in made) await output.WriteLineAsync($"created {topic.Name}");
            await output.WriteLineAsync($"{made.Count} created, {Contracts.Topics.All.Count - made.Count} were there");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(IReadOnlyList<ExistingTopic> topics, TextWriter output)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("topic", "key", "schema", "cleanup", "retention", "persons", "on the cluster");
        foreach (var (topic, partitions, differences) in topics)
        {
            table.AddRow(
                topic.Name,
                topic.Key,
                topic.Schema ?? "as received",
                topic.Cleanup == TopicCleanup.Compact ? "compact" : "delete",
                topic.Retention is { } retention ? string.Create(CultureInfo.InvariantCulture, $"{retention.TotalDays:0.##} d") : "-",
                topic.CarriesPersons ? "yes" : "no",
                Presence(partitions, differences));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output), Ansi = AnsiSupport.Detect });
        console.Profile.Width = Math.Max(console.Profile.Width, 160); // a narrow or redirected terminal must not cut names
        console.Write(table);
    }

    private static string Presence(int? partitions, IReadOnlyList<string>? differences) => (partitions, differences) switch
    {
        (null, _) => "missing",
        (1, null or []) => "1 partition",
        (_, null or []) => $"{partitions} partitions",
        _ => $"{partitions} partitions; {string.Join("; ", differences)}",
    };
}
