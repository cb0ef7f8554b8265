using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streaming.Embedded.Registry;
using Streaming.Host;
using Streaming.Host.Commands;
using Streaming.Host.Logging;

namespace Streaming.Faults;

/// <summary>
/// <c>registry</c>: the schema registry of <c>demo</c> as a process of its own, so that it can be taken away and given back, or lag and
/// answer oddly
/// when lines on standard input say so.
/// </summary>
internal static class RegistryCommand
{
    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "Where it listens on the loopback",
            HelpName = "P",
            Required = true,
        }.Within(1, 65_535);
        var command = new Command("registry", "A schema registry on the configured PostgreSQL, until it is told to stop.") { port };
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                using var logs = ProcessLog.Create(LogLevel.Information);
                await using var registry = await EmbeddedRegistry.StartAsync(
                    settings.Postgres.ToConnectionString(),
                    logs.CreateLogger("Registry"),
                    cancellation: stop
                );
                var orders = new RegistryOrders(TimeProvider.System);
                _ = Task.Run(() => orders.Follow(System.Console.In, System.Console.Error), CancellationToken.None);
                await using var front = await RegistryFront.StartAsync(parsed.GetValue(port), registry.Url, orders, stop);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop)
                    .ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
