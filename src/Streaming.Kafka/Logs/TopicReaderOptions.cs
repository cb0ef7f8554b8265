using Confluent.Kafka;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Logs;

/// <summary>How a <see cref="TopicReader"/> reaches the cluster, and how long it waits.</summary>
public sealed record TopicReaderOptions
{
    /// <summary>Servers and security.</summary>
    public required ClientConfig Client { get; init; }

    /// <summary>Group id, which the client asks for although no group is joined.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the client in the brokers' logs; null: the client library's.</summary>
    public string? ClientId { get; init; }

    /// <summary>Makes the clients, and says how long the cluster may take to answer a question. Default: the client library's.</summary>
    public IKafkaClients Clients { get; init; } = LibraryClients.Instance;

    /// <summary>Receives what the clients complain about, on their threads. By default nobody does.</summary>
    public Action<Error> Complain { get; init; } = _ => { };

    /// <summary>
    /// Called when retention has removed records before they were read, ahead of the first record that is left; may throw. Null, the
    /// default: the reading goes on there and nobody is told.
    /// </summary>
    public Action<LogCut>? OnCut { get; init; }

    /// <summary>Whether an end that is asked for is that of the decided transactions, the default, or includes the open ones. What is read
    /// is decided always.</summary>
    public IsolationLevel Ends { get; init; } = IsolationLevel.ReadCommitted;

    /// <summary>How long one look for a record may block, and so how soon a cancellation is seen. Default 200 ms.</summary>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long nothing may come although something must be there, until the cluster counts as away. Default 1 min: a broker's
    /// restart takes less.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Measures the patience. Default: the system's clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Last changes to the client's configuration, such as its buffers. By default none.</summary>
    public Action<ConsumerConfig> Tune { get; init; } = _ => { };
}
