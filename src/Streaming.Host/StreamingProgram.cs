using System.CommandLine;
using Streaming.Host.Cluster;
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
        ParseResult? parsed = null;
        try
        {
            parsed = CreateRoot().Parse(args);
            var configuration = new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = DrainTime,
            };
            if (parsed.Errors.Count > 0 && parsed.Action is System.CommandLine.Invocation.ParseErrorAction)
                return await Misread.AnswerAsync(parsed, output, error, cancellation);
            if (parsed.Errors.Count == 0 && PathRules.ProblemsOf(parsed).ToList() is { Count: > 0 } problems)
            {
                foreach (var problem in problems)
                    await error.WriteLineAsync($"streaming: {problem}");
                return ExitCodes.BadInput;
            }

            return await parsed.InvokeAsync(configuration, cancellation);
        }
        catch (Exception e)
        {
            var exitCode = Failures.Report(e, error, parsed);
            if (
                parsed is not null
                && BrokerDiagnosis.IsSilent(e)
                && CommandOptions.KafkaOf(parsed) is { } kafka
                && await BrokerDiagnosis.ExplainAsync(kafka.ToClientConfig()) is { } why
            )
                await error.WriteLineAsync($"streaming: {kafka.BootstrapServers}: {why}");
            return exitCode;
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
            AccountsCommand.Create(),
            KeysCommand.Create(),
            AuditCommand.Create(),
            DeadLettersCommand.Create(),
            TopicsCommand.Create(),
            ConsoleCommand.Create(),
            CompletionCommand.Create(),
            DatabaseCommand.Create(),
            StageCommand.Create(),
        };
        root.Options.Add(CommandOptions.Config());
        root.Options.OfType<VersionOption>().Single().Action = new ShortVersion();
        return root;
    }
}
