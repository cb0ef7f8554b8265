using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Commands;

/// <summary><c>generate</c>: a synthetic marketplace in the real data's form.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var orders = new Option<int>("--orders")
        {
            Description = $"Orders, 1 to {SyntheticMarketplace.MostOrders}; shares come close to the real ones from some 20000",
            HelpName = "N",
            DefaultValueFactory = _ => 20_000,
        }.Within(1, SyntheticMarketplace.MostOrders);
        var seed = new Option<long>("--seed")
        {
            Description = "Equal orders and seeds give equal bytes",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.AnyNumber();
        var folder = new PathOption("--out", PathUse.FolderToWrite)
        {
            Description = "Folder that receives the CSV tables; made when missing, refused when it holds anything else",
            HelpName = "DIR",
            Required = true,
        };
        var json = ModelsCommand.AsJson();
        var command = new Command("generate", "Writes a synthetic marketplace as the same CSV tables that a real one delivers.")
        {
            orders,
            seed,
            folder,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    () =>
                    {
                        var path = parsed.GetRequiredValue(folder)!;
                        var error = parsed.InvocationConfiguration.Error;
                        using var line = new ProgressLine(error, TimeProvider.System);
                        var progress = new ProgressReporter<GenerateProgress>(p =>
                            line.Show((double)p.Orders / p.Total, $"generated {ProgressLine.OfTotal(p.Orders, p.Total)} orders")
                        );
                        var made = SyntheticMarketplace.Generate(parsed.GetValue(orders), parsed.GetValue(seed), path, progress, stop);
                        line.Dispose();
                        parsed.InvocationConfiguration.Output.WriteLine(
                            parsed.GetValue(json)
                                ? JsonSerializer.Serialize(made, ModelsCommand.Json)
                                : string.Create(
                                    CultureInfo.InvariantCulture,
                                    $"wrote {made.Orders:N0} orders, {made.Items:N0} items, {made.Payments:N0} payments, "
                                        + $"{made.Reviews:N0} reviews, {made.Products:N0} products and {made.Sellers:N0} sellers to {path}"
                                )
                        );
                        return ExitCodes.Ok;
                    },
                    stop
                )
        );
        return command;
    }
}
