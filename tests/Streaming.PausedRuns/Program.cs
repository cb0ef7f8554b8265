using System.CommandLine;
using Streaming.Host;
using Streaming.Host.Commands;
using Streaming.PausedRuns;

var root = new RootCommand("A trainer whose stages do as files in a folder tell them, for tests that kill it.")
{
    TrainerCommand.Create(),
    StageCommand.Create(PausableStages.Create),
};
root.Options.Add(CommandOptions.Config());
try
{
    return await root.Parse(args)
        .InvokeAsync(
            new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }
        );
}
catch (Exception failure)
{
    return Failures.Report(failure, Console.Error);
}
