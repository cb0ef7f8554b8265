using System.CommandLine;
using Streaming.Host.Logging;

namespace Streaming.Host.Commands;

/// <summary><c>runs cancel</c>: stops a run, whoever works on it.</summary>
internal static class RunsCancelCommand
{
    public static Command Create()
    {
        var (run, embedded, why, by) = (RunsCommand.Run(), RunsCommand.Embedded(), RunsCommand.Why(), RunsCommand.By());
        var command = new Command(
            "cancel",
            "Stops a run: the process that fits its models is killed, the end is recorded, the model may be retrained again. "
                + "Returns when it is over."
        )
        {
            run,
            why,
            by,
            embedded,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var cancelled = await (await database.RunsAsync(stop)).CancelAsync(
                    parsed.GetRequiredValue(run),
                    parsed.GetRequiredValue(by),
                    parsed.GetRequiredValue(why),
                    stop
                );
                await parsed.InvocationConfiguration.Output.WriteLineAsync($"{cancelled.RunId} is cancelled");
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
