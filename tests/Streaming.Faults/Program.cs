using System.CommandLine;
using Streaming.Faults;
using Streaming.Host;
using Streaming.Host.Commands;

var root = new RootCommand(
    "The parts of a fault run that are programs of this house. Settings come from the configuration folder and STREAMING__ variables."
)
{
    ScorerCommand.Create(),
    RegistryCommand.Create(),
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
    return Failures.Report(failure, System.Console.Error);
}
