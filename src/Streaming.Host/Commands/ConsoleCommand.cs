using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Console.Seeding;
using Streaming.Console.Storage;

namespace Streaming.Host.Commands;

/// <summary><c>console seed</c>: made-up orders behind the pages.</summary>
internal static class ConsoleCommand
{
    public static Command Create() => new("console", "What the console's pages are made from.") { Seed() };

    private static Command Seed()
    {
        var orders = new Option<long>("--orders") { Description = "Scored orders", DefaultValueFactory = _ => 1_000_000 }.Within(
            1L,
            100_000_000L
        );
        var days = new Option<int>("--days")
        {
            Description = "Days of stream time over which they are spread",
            DefaultValueFactory = _ => 365,
        }.Within(1, 4_000);
        var seed = new Option<long>("--seed") { Description = "Equal seeds give equal orders", DefaultValueFactory = _ => 1 }.AnyNumber();
        var replace = new Option<bool>("--replace") { Description = "Throw away what the tables hold of a real log" };
        var json = ModelsCommand.AsJson();
        var command = new Command(
            "seed",
            "Fills the console's tables with made-up scored orders through the code that projects real ones, to look at pages and to "
                + "measure them. "
                + "Exit code 2 when the tables hold a real log and --replace is not given. "
                + "A projector that follows a cluster drops them again: show them with Console:Projects false."
        )
        {
            orders,
            days,
            seed,
            replace,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var database = ConsoleDatabase.Open(settings.Postgres.ToConnectionString());
                var options = new SeedOptions
                {
                    Orders = parsed.GetValue(orders),
                    Days = parsed.GetValue(days),
                    Seed = parsed.GetValue(seed),
                    Replace = parsed.GetValue(replace),
                };
                var clock = TimeProvider.System;
                var startedAt = clock.GetTimestamp();
                using (var line = new ProgressLine(parsed.InvocationConfiguration.Error, clock))
                    await Seeder.RunAsync(
                        database,
                        options,
                        clock,
                        new ProgressReporter<long>(there =>
                            line.Show((double)there / options.Orders, $"seeded {ProgressLine.OfTotal(there, options.Orders)} orders")
                        ),
                        cancellation
                    );
                var took = clock.GetElapsedTime(startedAt).TotalSeconds;
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(new { options.Orders, Seconds = took }, ModelsCommand.Json)
                        : string.Create(
                            CultureInfo.InvariantCulture,
                            $"{options.Orders:N0} scored orders are there, {took:0.0} s, {options.Orders / took:N0} orders/s"
                        )
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
