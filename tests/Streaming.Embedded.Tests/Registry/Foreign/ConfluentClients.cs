using Confluent.SchemaRegistry;

namespace Streaming.Embedded.Tests.Registry.Foreign;

internal static class ConfluentClients
{
    public static async Task<CachedSchemaRegistryClient> ConnectAsync(EmbeddedRegistryFixture ours) =>
        new(new SchemaRegistryConfig { Url = await ours.UrlAsync(), RequestTimeoutMs = 30_000 });
}
