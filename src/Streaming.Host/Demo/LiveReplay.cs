using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Replay;

namespace Streaming.Host.Demo;

/// <summary>Publishes the live part of a history and waits until it was read back.</summary>
internal sealed class LiveReplay(
    LiveSource source,
    OutcomeReader outcomes,
    ClientConfig client,
    ISchemaRegistry registry,
    TimeProvider clock
)
{
    /// <summary>How long the readers may take to see the last records after the publisher has ended.</summary>
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(20);

    /// <summary>Stream days per second of wall time; null publishes as fast as the slowest reader.</summary>
    public double? DaysPerSecond { get; init; }

    /// <summary>True when everything was published and read back; false when it was stopped.</summary>
    /// <param name="scoring">Ends the replay when it ends, as the next does.</param>
    /// <param name="reading">Of the outcomes.</param>
    /// <param name="stop">Ends the replay early.</param>
    public async Task<bool> RunAsync(Task scoring, Task reading, CancellationToken stop)
    {
        using var producer = new ProducerBuilder<byte[], byte[]>(EventPublisher.Configure(client.ForProducer())).Build();
        var options = new PublishOptions { TimeProvider = clock, TimeCompression = DaysPerSecond * TimeSpan.FromDays(1).TotalSeconds };
        var publisher = new EventPublisher(
            producer,
            new AvroSerializer<OrderDelivered>(registry),
            new AvroSerializer<ReviewSubmitted>(registry),
            options
        );
        try
        {
            var publishing = Task.Run(() => publisher.PublishAsync(source.Events(), source.PaceAsync, null, stop), stop);
            var first = await Task.WhenAny(publishing, scoring, reading).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            var publishedAt = clock.GetTimestamp();
            while (
                first == publishing
                && outcomes.OutcomesRead < source.PublishedCount
                && clock.GetElapsedTime(publishedAt) < Settle
                && !scoring.IsCompleted
            )
                await Task.Delay(LookAgain, clock, stop).ConfigureAwait(false);
            return !stop.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return false;
        }
    }
}
