using System.CommandLine;
using Streaming.Host.Commands;

namespace Streaming.Host;

/// <summary>The command line from arguments to exit code, the same for the process and for tests.</summary>
public static class StreamingProgram
{
    /// <summary>How long a command may take to drain after the first Ctrl-C or SIGTERM.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var parsed = CreateRoot().Parse(args);
        if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            foreach (var problem in ProblemsOf(parsed)) await error.WriteLineAsync($"streaming: {problem}");
            await error.WriteLineAsync($"streaming: see {HelpOf(parsed.CommandResult)}");
            return ExitCodes.BadInput;
        }

        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = DrainTime },
                cancellation);
        }
        catch (Exception e)
        {
            return Failures.Report(e, error);
        }
    }

    /// <summary>A new command is one file in Commands/ and one line here.</summary>
    internal static RootCommand CreateRoot()
    {
        var root = new RootCommand("Scores delivered orders for customer satisfaction, live from Kafka or from files.")
        {
            DemoCommand.Create(),
            RunCommand.Create(),
            GenerateCommand.Create(),
            TrainCommand.Create(),
            ScoreCommand.Create(),
            ReplayCommand.Create(),
            ProveCommand.Create(),
            RunsCommand.Create(),
            ModelsCommand.Create(),
            AuditCommand.Create(),
            DeadLettersCommand.Create(),
            TopicsCommand.Create(),
            ConsoleCommand.Create(),
            DatabaseCommand.Create(),
            StageCommand.Create(),
        };
        root.Options.Add(CommandOptions.Config());
        return root;
    }

    /// <summary>The parser says of a misspelt word only that a command is missing; this says what is allowed there.</summary>
    private static IEnumerable<string> ProblemsOf(ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count == 0) return parsed.Errors.Select(e => e.Message).Distinct();
        var command = parsed.CommandResult.Command;
        var allowed = command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name));
        return [$"'{string.Join(" ", parsed.UnmatchedTokens)}' is not known here; allowed: {string.Join(", ", allowed)}"];
    }

    private static string HelpOf(System.CommandLine.Parsing.CommandResult result)
    {
        var names = new List<string> { "--help" };
        for (var at = result; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Insert(0, at.Command is RootCommand ? "streaming" : at.Command.Name);
        return string.Join(" ", names);
    }
}
