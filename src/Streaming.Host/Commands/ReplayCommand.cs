using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Host.Tables;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace;
using Streaming.Marketplace.Replay;
using Streaming.Marketplace.Tables;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>replay</c>: a history as live events.</summary>
internal static class ReplayCommand
{
    private const double SecondsPerDay = 86_400;
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        var data = CommandOptions.Data();
        var bootstrap = CommandOptions.Bootstrap();
        var rate = new Option<double?>("--rate")
        {
            Description = "Events per second, 0.001 to 1000000 [default: as fast as the brokers acknowledge]",
            HelpName = "N",
        }.Within(0.001, 1_000_000);
        var speed = new Option<double?>("--days-per-second")
        {
            Description = "Days of the history that pass in a second at most, 0.001 to 100000 [default: no limit]",
            HelpName = "DAYS",
        }.Within(0.001, 100_000);
        var json = ModelsCommand.AsJson();
        var command = new Command(
            "replay",
            "Publishes the deliveries and reviews of a history in event-time order. "
                + "Nothing is published before everything up to five minutes earlier is acknowledged."
        )
        {
            data,
            bootstrap,
            rate,
            speed,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                var folder = parsed.GetRequiredValue(data)!;
                await error.WriteLineAsync($"reading the tables in {folder}");
                var events = await Task.Run(() => Read(folder, error, stop), stop); // else Ctrl-C finds no one to wait for

                using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                using var producer = new ProducerBuilder<byte[], byte[]>(
                    EventPublisher.Configure(settings.Kafka.ToClientConfig().ForProducer())
                ).Build();
                var options = new PublishOptions
                {
                    EventsPerSecond = parsed.GetValue(rate),
                    TimeCompression = parsed.GetValue(speed) * SecondsPerDay,
                    TimeProvider = TimeProvider.System,
                };
                var publisher = new EventPublisher(
                    producer,
                    new AvroSerializer<OrderDelivered>(registry),
                    new AvroSerializer<ReviewSubmitted>(registry),
                    options
                );
                using var line = new ProgressLine(error, TimeProvider.System);
                var progress = new ProgressReporter<PublishProgress>(p =>
                    line.Show((double)p.Published / events.Count, Text(p, events.Count))
                );
                try
                {
                    var summary = await publisher.PublishAsync(events, null, progress, stop);
                    line.Dispose();
                    await output.WriteLineAsync(
                        parsed.GetValue(json)
                            ? JsonSerializer.Serialize(
                                new
                                {
                                    summary.Deliveries,
                                    summary.Reviews,
                                    First = summary.First?.ToString(),
                                    Last = summary.Last?.ToString(),
                                    Seconds = summary.Elapsed.TotalSeconds,
                                },
                                ModelsCommand.Json
                            )
                            : string.Create(
                                CultureInfo.InvariantCulture,
                                $"published {summary.Deliveries:N0} deliveries and {summary.Reviews:N0} reviews, "
                                    + $"{summary.First} to {summary.Last}, in {summary.Elapsed.TotalSeconds:0.0} s"
                            )
                    );
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    line.Dispose();
                    var left = producer.Flush(DrainTime);
                    await output.WriteLineAsync(
                        left == 0
                            ? "stopped; everything that was sent is acknowledged"
                            : $"stopped; {left} events were not acknowledged within {DrainTime.TotalSeconds:0} s"
                    );
                    return left == 0 ? ExitCodes.Ok : ExitCodes.Failed;
                }

                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static IReadOnlyList<MarketEvent> Read(string folder, TextWriter error, CancellationToken stop)
    {
        var tables = OlistTables.Read(folder, cancellation: stop);
        var log = EventLog.Build(tables);
        var refusals = new Refusals();
        refusals.Without(log.Events);
        foreach (var line in TableSummary.Of(tables, log.Summary).Concat(refusals.Lines("they are published all the same")))
            error.WriteLine(line);
        return log.Events;
    }

    private static string Text(PublishProgress progress, int all) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"published {ProgressLine.OfTotal(progress.Published, all)}, acknowledged {progress.Acknowledged:N0}, at {progress.StreamTime}"
        );
}
