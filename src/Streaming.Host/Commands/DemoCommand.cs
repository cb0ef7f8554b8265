using System.CommandLine;
using Spectre.Console;
using Streaming.Host.Demo;
using Streaming.Host.Logging;
using Streaming.Marketplace.Synthetic;
using Streaming.Quality.Tables;

namespace Streaming.Host.Commands;

/// <summary><c>demo</c>: the main job on embedded parts, what <c>ops/run.sh</c> runs.</summary>
internal static class DemoCommand
{
    /// <summary>A file has no width of its own; lines of a log are not to be wrapped.</summary>
    private const int RedirectedWidth = 240;

    public static Command Create()
    {
        var data = new PathOption("--data", PathUse.FolderToRead)
        {
            Description = "Folder with the marketplace's CSV tables [default: generate a synthetic marketplace]",
            HelpName = "DIR",
        };
        var once = new Option<bool>("--once")
        {
            Description = "End after the replay with the books by id; exit code 1 when they do not balance",
        };
        var orders = new Option<int>("--orders")
        {
            Description = "Orders of the synthetic marketplace",
            DefaultValueFactory = _ => 20_000,
        }.Within(2_000, 2_000_000);
        var seed = new Option<long>("--seed")
        {
            Description = "Seed of the synthetic marketplace",
            DefaultValueFactory = _ => 1,
        }.AnyNumber();
        var share = new Option<double>("--live-share")
        {
            Description = "Share of the deliveries, the latest, that happens live; the model is trained on those before",
            DefaultValueFactory = _ => 0.10,
        }.Within(0.001, 0.5);
        var speed = new Option<double?>("--days-per-second")
        {
            Description = "Days of the marketplace that pass in a second [default: 1; with --once as fast as the slowest reader]",
            HelpName = "DAYS",
        }.Within(0.001, 1_000);
        var open = new Option<bool>("--open") { Description = "Open the console in a browser, signed in, when it answers" };
        var command = new Command(
            "demo",
            "From nothing to red alerts: generates a marketplace (or takes yours), trains, starts every part, and scores the last part "
                + "of the history live."
        )
        {
            data,
            once,
            orders,
            seed,
            share,
            speed,
            open,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, besideDemo: false);
                FileLimit.Require();
                var onceOnly = parsed.GetValue(once);
                var demo = new DemoSettings
                {
                    Data = parsed.GetValue(data),
                    Orders = parsed.GetValue(orders),
                    Seed = parsed.GetValue(seed),
                    Once = onceOnly,
                    LiveShare = parsed.GetValue(share),
                    DaysPerSecond = parsed.GetValue(speed) ?? (onceOnly ? null : 1),
                    Opens = parsed.GetValue(open),
                    ConfigFolder = CommandOptions.ConfigFolder(parsed),
                    Rules = SchemaFile.Load(CommandOptions.ConfigFolder(parsed)).OrderRules,
                    DataFolder = Path.GetFullPath(Path.Combine(settings.Embedded.DataFolder, "demo")),
                };
                using var logs = ProcessLog.Create(LogLevel.Warning);
                var screen = AnsiConsole.Create(
                    new AnsiConsoleSettings { Out = new AnsiConsoleOutput(parsed.InvocationConfiguration.Output) }
                );
                if (System.Console.IsOutputRedirected)
                    screen.Profile.Width = RedirectedWidth;
                try
                {
                    return await new DemoRun(demo, settings, screen, logs, TimeProvider.System).RunAsync(stop).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested && !onceOnly)
                {
                    return ExitCodes.Ok; // stopped before the live part: what was started has been stopped
                }
            }
        );
        return command;
    }
}
