using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Fuzz.Service;

/// <summary>The golden payload of each topic's schema, framed as a record's value.</summary>
internal static class GoldenRecords
{
    public static IEnumerable<(Topic Topic, byte[] Value)> Of(ISchemaRegistry registry, IEnumerable<Topic> topics)
    {
        foreach (var topic in topics)
        {
            var schema = topic.Schema ?? Topics.OrderDelivered.Schema!;
            var id = topic.Schema is null ? 1 : registry.FindIdAsync(topic.Subject!, Schemas.Get(schema)).GetAwaiter().GetResult() ?? 1;
            yield return (topic, Framed(id, Payload(schema)));
        }
    }

    /// <summary>The present version's golden bytes, without a frame.</summary>
    public static byte[] Payload(string schema)
    {
        var assembly = typeof(GoldenRecords).Assembly;
        var latest = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith($"golden/{schema}.v", StringComparison.Ordinal))
            .Max(StringComparer.Ordinal)!;
        using var stream = assembly.GetManifestResourceStream(latest)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    public static byte[] Framed(int id, byte[] payload) => [0, (byte)(id >> 24), (byte)(id >> 16), (byte)(id >> 8), (byte)id, .. payload];
}
