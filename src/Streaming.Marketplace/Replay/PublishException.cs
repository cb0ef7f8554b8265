using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Marketplace.Replay;

/// <summary>An event could not be published; the replay has stopped at it. Later events may have been sent already, up to five minutes of
/// stream time ahead.</summary>
public sealed class PublishException : Exception
{
    public PublishException(string topic, MarketEvent marketEvent, string reason, Exception? inner = null)
        : base(
            $"{topic}: event '{marketEvent.EventId}' of order '{marketEvent.OrderId}', recorded {marketEvent.RecordedAt}, was not "
                + $"published: {reason}",
            inner
        )
    {
        Topic = topic;
        EventId = marketEvent.EventId;
        OrderId = marketEvent.OrderId;
    }

    public string Topic { get; }

    public string EventId { get; }

    public string OrderId { get; }
}
