using System.CommandLine;
using System.Text.Json.Nodes;
using Streaming.Console.Web;
using Streaming.Host.Logging;

namespace Streaming.Host.Commands;

/// <summary><c>runs list</c>: the latest runs, and which is active.</summary>
internal static class RunsListCommand
{
    public static Command Create()
    {
        var (embedded, json) = (RunsCommand.Embedded(), RunsCommand.AsJson());
        var limit = new Option<int>("--limit")
        {
            Description = "Runs at most, the latest",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Within(1, 10_000);
        var command = new Command("list", "Lists the runs, latest first: state, who asked and why, what was decided.")
        {
            limit,
            json,
            embedded,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var runs = await database.Audit.Runs.ListAsync(parsed.GetValue(limit), cancellation: stop);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(new JsonArray([.. runs.Select(RunReport.ToNode)]).ToJsonString(RunsCommand.Json));
                    return ExitCodes.Ok;
                }

                var active = (await database.Leases.ListAsync(stop)).ToDictionary(lease => lease.Run);
                var table = Tabulation.Table("run", "state", "model", "asked by", "why", "source", "decision");
                foreach (var run in runs)
                {
                    var state = active.GetValueOrDefault(run.RunId) is { } lease
                        ? $"{RunReport.Words(run)}, {lease.Stage} {lease.Progress.Done:0%}{(lease.IsAbandoned ? ", interrupted" : "")}"
                        : RunReport.Words(run);
                    var decision = run.Decision is { } decided
                        ? $"{decided.Decision} {decided.ModelVersion}"
                        : run.Failure?.Why ?? run.Cancellation?.Why ?? "-";
                    string[] row =
                    [
                        run.RunId,
                        state,
                        run.Request.ModelName,
                        $"{run.Request.By} ({run.Request.Trigger})",
                        run.Request.Why,
                        run.Request.Source,
                        decision,
                    ];
                    table.AddRow([.. row]);
                }

                if (runs.Count == 0)
                    await output.WriteLineAsync("no runs");
                else
                    Tabulation.Write(table, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
