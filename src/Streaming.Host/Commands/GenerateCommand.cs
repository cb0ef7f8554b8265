using System.CommandLine;
using System.Globalization;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Commands;

/// <summary><c>generate</c>: a synthetic marketplace in the real data's form.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var orders = new Option<int>("--orders") { Description = "Orders, 1000 to 5000000", HelpName = "N", DefaultValueFactory = _ => 20_000 }.Within(1_000, 5_000_000);
        var seed = new Option<long>("--seed") { Description = "Equal seeds give equal tables", HelpName = "N", DefaultValueFactory = _ => 1 };
        var folder = new Option<string>("--out") { Description = "Folder that receives the CSV tables; made when missing", HelpName = "DIR", Required = true };
        var command = new Command("generate", "Writes a synthetic marketplace as the same CSV tables that a real one delivers.") { orders, seed, folder };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var path = parsed.GetRequiredValue(folder);
            if (File.Exists(path)) throw new BadInputException($"--out is '{path}', a file; allowed: a folder, or a name that is free");
            SyntheticMarketplace.Generate(parsed.GetValue(orders), parsed.GetValue(seed), path, null, stop);
            parsed.InvocationConfiguration.Output.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"wrote {parsed.GetValue(orders):N0} orders (seed {parsed.GetValue(seed)}) to {path}"));
            return ExitCodes.Ok;
        }, stop));
        return command;
    }
}
