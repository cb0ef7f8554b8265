using System.CommandLine;
using System.Text.Json;
using Streaming.Contracts;
using Streaming.Host.Logging;
using Streaming.Host.Retraining;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Runs;

namespace Streaming.Host.Commands;

/// <summary><c>runs plan</c>: what a run would do.</summary>
internal static class RunsPlanCommand
{
    public static Command Create()
    {
        var (tables, topics, until) = (RunsCommand.Tables(), RunsCommand.Topics(), RunsCommand.Until());
        var (seed, embedded, json) = (RunsCommand.Seed(), RunsCommand.Embedded(), RunsCommand.AsJson());
        var command = new Command(
            "plan",
            "Prints the stages of a run, what each reads and leaves, and which would work and why. Starts nothing."
        )
        {
            tables,
            topics,
            until,
            seed,
            json,
            embedded,
        };
        RunsCommand.RequireOneSource(command, tables, topics);
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                using var registry = new ConfluentRegistry(database.Settings.ToRegistryConfig());
                var definition = database.Settings.ToRun(
                    CommandOptions.ConfigFolder(parsed),
                    RunsCommand.SourceOf(parsed, tables, topics, until),
                    parsed.GetValue(seed)
                );
                var plan = await RunPlanner.PlanAsync(
                    database.Audit,
                    definition,
                    database.Settings.ToStages(CommandOptions.ConfigFolder(parsed), registry),
                    stop
                );
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(JsonSerializer.Serialize(plan, RunsCommand.Json));
                    return ExitCodes.Ok;
                }

                var table = Tabulation.Table("stage", "would", "why", "reads", "leaves");
                foreach (var stage in plan)
                {
                    string[] row =
                    [
                        stage.Stage,
                        stage.Works ? "work" : "be skipped",
                        stage.Why,
                        string.Join(", ", stage.Inputs),
                        stage.Outputs.Count == 0 ? "known when it has worked once" : string.Join(", ", stage.Outputs),
                    ];
                    table.AddRow([.. row]);
                }

                Tabulation.Write(table, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
