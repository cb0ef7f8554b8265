using Confluent.Kafka;

namespace Streaming.Kafka.Clients;

/// <summary>
/// Configurations of single clients from the settings that all clients share. Always by copy: the client library's own constructors keep
/// the
/// given dictionary, so that a setting of one client would appear in every other.
/// </summary>
public static class ClientSettings
{
    /// <summary>A consumer configuration that starts from these settings and can be changed without changing them.</summary>
    public static ConsumerConfig ForConsumer(this ClientConfig shared) => new(Copy(shared));

    /// <summary>
    /// The same for reading partitions that the caller assigns, without a group: nothing is committed, only what transactions have
    /// committed is seen, the end
    /// of each partition is told, and a position that is not there any more becomes the first one.
    /// </summary>
    /// <param name="name">Group id, which the client asks for although no group is joined.</param>
    public static ConsumerConfig ForReading(this ClientConfig shared, string name)
    {
        var config = shared.ForConsumer();
        config.GroupId = name;
        config.EnableAutoCommit = false;
        config.EnableAutoOffsetStore = false;
        config.EnablePartitionEof = true;
        config.AutoOffsetReset = AutoOffsetReset.Earliest;
        config.IsolationLevel = IsolationLevel.ReadCommitted;
        return config;
    }

    /// <summary>
    /// A producer configuration that starts from these settings and can be changed without changing them. Compresses, unless the settings
    /// say how: the cluster's limits are about packed records.
    /// </summary>
    public static ProducerConfig ForProducer(this ClientConfig shared)
    {
        var copy = Copy(shared);
        copy.TryAdd("compression.type", "lz4");
        return new ProducerConfig(copy);
    }

    /// <remarks>
    /// Only what is critical goes to the client library's own log, which writes to standard error, in the middle of a live view: its errors
    /// come
    /// through error handlers and exceptions.
    /// </remarks>
    private static Dictionary<string, string> Copy(ClientConfig shared)
    {
        var copy = shared.ToDictionary(setting => setting.Key, setting => setting.Value);
        copy.TryAdd("log_level", "2");

        // The client's own limit is 10 s, which would be added to every restart of a broker.
        copy.TryAdd("reconnect.backoff.max.ms", "1000");
        return copy;
    }
}
