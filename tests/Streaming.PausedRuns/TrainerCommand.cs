using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streaming.Host;
using Streaming.Host.Commands;
using Streaming.Host.Logging;
using Streaming.Host.Roles;

namespace Streaming.PausedRuns;

/// <summary><c>trainer</c>: what <c>streaming run --roles trainer</c> does, with pausable stages.</summary>
internal static class TrainerCommand
{
    public static Command Create()
    {
        var command = new Command("trainer", "A trainer with pausable stages.");
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Information);
                var run = RoleRun.Of(CommandOptions.LoadSettings(parsed), CommandOptions.ConfigFolder(parsed)) with
                {
                    Seams = RoleSeams.None with { Stages = PausableStages.Create, Child = PausableStages.Child },
                };
                await RoleHost.RunAsync(run, ["trainer"], logs, TimeProvider.System, stop);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
