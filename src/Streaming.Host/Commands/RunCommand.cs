using System.CommandLine;
using Streaming.Host.Configuration;
using Streaming.Host.Logging;
using Streaming.Host.Roles;
using Streaming.Marketplace.Validation;

namespace Streaming.Host.Commands;

/// <summary><c>run</c>: the roles of this process on the configured parts, until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var roles = new Option<string[]>("--roles") { Description = $"Roles of this process: {string.Join(", ", RunOptions.KnownRoles)} [default: as config.yaml says]", HelpName = "ROLE", AllowMultipleArgumentsPerToken = true };
        roles.AcceptOnlyFromAmong([.. RunOptions.KnownRoles]);
        var command = new Command("run", "Runs the roles on the parts that config.yaml names. Ctrl-C finishes the batch under way and ends with exit code 0.") { roles };
        command.SetAction(async (parsed, stop) =>
        {
            var settings = CommandOptions.LoadSettings(parsed);
            var rules = SchemaFile.Load(CommandOptions.ConfigFolder(parsed)).OrderRules;
            var chosen = parsed.GetValue(roles) is { Length: > 0 } named ? named : settings.Run.Roles;
            using var logs = ProcessLog.Create(LogLevel.Information);
            try
            {
                await RoleHost.RunAsync(settings, rules, chosen, logs, TimeProvider.System, stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Stopped while it was starting.
            }

            return ExitCodes.Ok;
        });
        return command;
    }
}
