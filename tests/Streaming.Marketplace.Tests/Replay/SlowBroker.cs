using System.Reflection;
using Confluent.Kafka;
using Streaming.Contracts;

namespace Streaming.Marketplace.Tests.Replay;

/// <summary>One record that a producer was given and that awaits its report.</summary>
internal sealed record Sent(string Topic, Message<byte[], byte[]> Message, Action<DeliveryReport<byte[], byte[]>> Handler)
{
    public string Key => System.Text.Encoding.UTF8.GetString(Message.Key);

    public string EventId => System.Text.Encoding.UTF8.GetString(Message.Value);

    public void Acknowledge() => Handler(Report(new Error(ErrorCode.NoError), PersistenceStatus.Persisted));

    public void Fail(ErrorCode code) => Handler(Report(new Error(code), PersistenceStatus.NotPersisted));

    private DeliveryReport<byte[], byte[]> Report(Error error, PersistenceStatus status) =>
        new()
        {
            Topic = Topic,
            Message = Message,
            Error = error,
            Status = status,
        };
}

/// <summary>A producer whose acknowledgements come when, and in the order in which, the test says so.</summary>
public class SlowBroker : DispatchProxy
{
    private readonly Lock gate = new();
    private readonly List<Sent> sent = [];

    internal static (IProducer<byte[], byte[]> Producer, SlowBroker Broker) Create()
    {
        var producer = Create<IProducer<byte[], byte[]>, SlowBroker>();
        return (producer, (SlowBroker)(object)producer);
    }

    /// <summary>Called with the running number before a record is taken; may throw.</summary>
    internal Action<int>? OnProduce { get; set; }

    internal int Count
    {
        get
        {
            lock (gate)
                return sent.Count;
        }
    }

    internal Sent this[int index]
    {
        get
        {
            lock (gate)
                return sent[index];
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (
            targetMethod?.Name != "Produce"
            || args is not [string topic, Message<byte[], byte[]> message, Action<DeliveryReport<byte[], byte[]>> handler]
        )
            throw new NotSupportedException($"{targetMethod}");
        OnProduce?.Invoke(Count);
        lock (gate)
            sent.Add(new(topic, message, handler));
        return null;
    }
}
