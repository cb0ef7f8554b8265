using Confluent.Kafka;

namespace Streaming.Contracts;

/// <summary>
/// Configurations of single clients from the settings that all clients share. Always by copy: the client library's own constructors keep the
/// given dictionary, so that a setting of one client would appear in every other.
/// </summary>
public static class ClientSettings
{
    /// <summary>A consumer configuration that starts from these settings and can be changed without changing them.</summary>
    public static ConsumerConfig ForConsumer(this ClientConfig shared) => new(Copy(shared));

    /// <summary>A producer configuration that starts from these settings and can be changed without changing them.</summary>
    public static ProducerConfig ForProducer(this ClientConfig shared) => new(Copy(shared));

    /// <remarks>
    /// Only what is critical goes to the client library's own log, which writes to standard error, in the middle of a live view: its errors come
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
