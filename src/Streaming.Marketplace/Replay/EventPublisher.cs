using System.Text;
using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Marketplace.Replay;

/// <summary>
/// Publishes a history to <c>order-delivered</c> and <c>review-submitted</c> in event-time order. Nothing of time t is sent before
/// everything
/// up to t − 5 min is acknowledged; within those five minutes events are on their way together. Key: UTF-8 order id; timestamp: wall clock.
/// </summary>
/// <remarks>
/// One replay at a time. In sparse histories nearly every event waits for an acknowledgement, so the producer's <c>linger.ms</c> is the
/// replay's
/// speed limit: configure producers with <see cref="Configure"/>.
/// </remarks>
public sealed class EventPublisher
{
    private const int EventsPerReport = 100;

    /// <summary>A full queue may be full of somebody else's records, whose acknowledgements are not seen here: look again after
    /// this.</summary>
    private static readonly TimeSpan FullQueueRetry = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[], byte[]> producer;
    private readonly ISerializer<OrderDelivered> deliveries;
    private readonly ISerializer<ReviewSubmitted> reviews;
    private readonly PublishOptions options;

    /// <exception cref="ArgumentOutOfRangeException">An option is outside its range.</exception>
    public EventPublisher(
        IProducer<byte[], byte[]> producer,
        ISerializer<OrderDelivered> deliveries,
        ISerializer<ReviewSubmitted> reviews,
        PublishOptions options
    )
    {
        options.Validate();
        this.producer = producer;
        this.deliveries = deliveries;
        this.reviews = reviews;
        this.options = options;
    }

    /// <summary>
    /// What the order of the log asks of the producer, set on <paramref name="config"/> and returned: idempotence, without which a retry
    /// could put
    /// an event behind a later one of its partition, and no lingering.
    /// </summary>
    public static ProducerConfig Configure(ProducerConfig config)
    {
        config.EnableIdempotence = true;
        config.Acks = Acks.All;
        config.LingerMs = 0;
        return config;
    }

    /// <summary>Publishes all events and returns when the last is acknowledged.</summary>
    /// <param name="events">In event-time order.</param>
    /// <param name="beforeEach">Awaited before every event: readers slow the replay by it. Null for none.</param>
    /// <param name="progress">Told every hundred events and at the end. Null for none.</param>
    /// <param name="cancellation">Stops the replay; events on their way may still arrive.</param>
    /// <exception cref="PublishException">An event was not accepted or not acknowledged; names it.</exception>
    /// <exception cref="ArgumentException"><paramref name="events"/> run back in time.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public async Task<PublishSummary> PublishAsync(
        IEnumerable<MarketEvent> events,
        Func<CancellationToken, ValueTask>? beforeEach = null,
        IProgress<PublishProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var horizon = new AckHorizon();
        var pace = new Pace(options);
        LocalTime? first = null,
            last = null;
        long published = 0,
            delivered = 0;
        foreach (var marketEvent in events)
        {
            cancellation.ThrowIfCancellationRequested();
            var time = marketEvent.RecordedAt;
            if (time < last)
                throw new ArgumentException(
                    $"event '{marketEvent.EventId}', recorded {time}, follows one recorded {last}: events must be in event-time order",
                    nameof(events)
                );
            if (beforeEach is not null)
                await beforeEach(cancellation).ConfigureAwait(false);
            await pace.UntilDueAsync(published, time, cancellation).ConfigureAwait(false);
            await horizon.UntilOpenAsync(time, cancellation).ConfigureAwait(false);
            await SendAsync(marketEvent, horizon, cancellation).ConfigureAwait(false);

            first ??= time;
            last = time;
            published++;
            if (marketEvent.Delivery is not null)
                delivered++;
            if (published % EventsPerReport == 0)
                progress?.Report(new(published, horizon.Acknowledged, time));
        }

        await horizon.UntilAllAsync(cancellation).ConfigureAwait(false);
        if (last is { } end)
            progress?.Report(new(published, horizon.Acknowledged, end));
        return new(delivered, published - delivered, first, last, pace.Elapsed);
    }

    private async ValueTask SendAsync(MarketEvent marketEvent, AckHorizon horizon, CancellationToken cancellation)
    {
        var topic = marketEvent.Delivery is null ? Topics.ReviewSubmitted.Name : Topics.OrderDelivered.Name;
        var message = new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(marketEvent.OrderId),
            Value = Serialize(marketEvent, topic),
        };
        var sent = horizon.Send(marketEvent.RecordedAt);
        while (!TryProduce(topic, message, marketEvent, sent, horizon))
            await horizon.UntilNextAsync(FullQueueRetry, options.TimeProvider, cancellation).ConfigureAwait(false);
    }

    private byte[] Serialize(MarketEvent marketEvent, string topic)
    {
        var context = new SerializationContext(MessageComponentType.Value, topic);
        return marketEvent.Delivery is { } delivery
            ? deliveries.Serialize(delivery, context)
            : reviews.Serialize(marketEvent.Review!, context);
    }

    /// <summary>False when the producer's queue is full: to be tried again once something is acknowledged.</summary>
    private bool TryProduce(
        string topic,
        Message<byte[], byte[]> message,
        MarketEvent marketEvent,
        AckHorizon.Sent sent,
        AckHorizon horizon
    )
    {
        message.Timestamp = new Timestamp(options.TimeProvider.GetUtcNow().UtcDateTime);
        try
        {
            producer.Produce(
                topic,
                message,
                report =>
                {
                    if (report.Error.IsError || report.Status == PersistenceStatus.NotPersisted)
                        horizon.Fail(new PublishException(topic, marketEvent, report.Error.ToString()));
                    else
                        horizon.Acknowledge(sent);
                }
            );
            return true;
        }
        catch (ProduceException<byte[], byte[]> full) when (full.Error.Code == ErrorCode.Local_QueueFull)
        {
            return false;
        }
        catch (KafkaException fault)
        {
            throw new PublishException(topic, marketEvent, fault.Error.ToString(), fault);
        }
    }
}
