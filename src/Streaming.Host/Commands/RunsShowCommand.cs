using System.CommandLine;
using Streaming.Audit.Runs;
using Streaming.Host.Logging;

namespace Streaming.Host.Commands;

/// <summary><c>runs show</c>: one run, stage by stage.</summary>
internal static class RunsShowCommand
{
    public static Command Create()
    {
        var (run, embedded, json) = (RunsCommand.Run(), RunsCommand.Embedded(), RunsCommand.AsJson());
        var command = new Command("show", "Shows a run: its stages, verdicts on the data, leaderboard and decision.")
        {
            run,
            json,
            embedded,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var id = parsed.GetRequiredValue(run);
                var found = await database.Audit.Runs.FindAsync(id, stop) ?? throw new UnknownRunException(id);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(RunReport.ToJson(found));
                else
                    RunReport.Write(found, output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
