using System.CommandLine;
using Streaming.Fuzz;
using Streaming.Fuzz.Decoders;

var seed = new Option<int>("--seed") { Description = "Of every random choice", DefaultValueFactory = _ => 1 };
var minutes = new Option<double>("--minutes") { Description = "For all entrances together, 0.1 to 1440", DefaultValueFactory = _ => 10 };
var entrances = new Option<string[]>("--entrance")
{
    Description = $"Only these: {string.Join(", ", FuzzRun.Names)}",
    DefaultValueFactory = _ => [.. FuzzRun.Names],
    AllowMultipleArgumentsPerToken = true,
};
entrances.AcceptOnlyFromAmong([.. FuzzRun.Names]);
var report = new Option<string?>("--json") { Description = "Receives the report" };
var findings = new Option<string?>("--findings") { Description = "Folder that keeps the inputs of findings" };
var root = new RootCommand(
    "Feeds every entrance of the program with bad input. Exit code 0: nothing ended, nothing grew, no input was lost or answered with a "
        + "server error."
)
{
    seed,
    minutes,
    entrances,
    report,
    findings,
};
root.SetAction(
    (parsed, stop) =>
        FuzzRun.RunAsync(
            new FuzzOptions
            {
                Seed = parsed.GetValue(seed),
                Minutes = parsed.GetValue(minutes),
                Entrances = parsed.GetRequiredValue(entrances),
                Report = parsed.GetValue(report),
                Findings = parsed.GetValue(findings) ?? FuzzOptions.DefaultFindings,
                Output = parsed.InvocationConfiguration.Output,
            },
            stop
        )
);
root.Subcommands.Add(DecoderWorker.Command());
return await root.Parse(args).InvokeAsync();
