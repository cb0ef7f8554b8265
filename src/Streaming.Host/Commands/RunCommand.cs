using System.CommandLine;
using Streaming.Host.Configuration;
using Streaming.Host.Logging;
using Streaming.Host.Roles;

namespace Streaming.Host.Commands;

/// <summary><c>run</c>: the roles of this process on the configured parts, until it is told to stop.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var roles = new Option<string[]>("--roles")
        {
            Description = $"Roles of this process: {string.Join(", ", RunOptions.KnownRoles)} [default: as config.yaml says]",
            HelpName = "ROLE,…",
            AllowMultipleArgumentsPerToken = true,
        };
        roles.Validators.Add(result =>
        {
            foreach (var role in Split(result.Tokens.Select(token => token.Value)).Except(RunOptions.KnownRoles))
                result.AddError($"--roles names '{role}'; allowed: {string.Join(", ", RunOptions.KnownRoles)}");
        });
        var command = new Command(
            "run",
            "Runs the roles on the parts that config.yaml names. Ctrl-C finishes the batch under way and ends with exit code 0."
        )
        {
            roles,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, besideDemo: false);
                FileLimit.Require();
                var chosen = parsed.GetValue(roles) is { Length: > 0 } given ? Split(given) : settings.Run.Roles;
                if (chosen.Count == 0)
                {
                    var named = parsed.GetResult(roles) is null ? "Run:Roles" : "--roles";
                    throw new BadInputException($"{named} names no role; allowed: {string.Join(", ", RunOptions.KnownRoles)}");
                }

                using var logs = ProcessLog.Create(settings.Log);
                try
                {
                    await RoleHost
                        .RunAsync(RoleRun.Of(settings, CommandOptions.ConfigFolder(parsed)), chosen, logs, TimeProvider.System, stop)
                        .ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Stopped while it was starting.
                }

                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>Several in one word, with commas, as in the environment.</summary>
    private static IReadOnlyList<string> Split(IEnumerable<string> words) =>
        [.. words.SelectMany(word => word.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
