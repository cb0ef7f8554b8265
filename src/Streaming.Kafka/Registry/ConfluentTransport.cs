using System.Reflection;
using Confluent.SchemaRegistry;

namespace Streaming.Kafka.Registry;

/// <summary>
/// Puts our transport under Confluent's client, which takes no handler. Its own follows redirects, reads answers of any length, has no
/// limit
/// for all attempts together, believes a named authority for every host and takes no PEM key.
/// </summary>
internal static class ConfluentTransport
{
    private const BindingFlags Own = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <param name="url">The address in front of every path.</param>
    /// <param name="handler">Carries the requests; disposed with the client.</param>
    /// <exception cref="MissingFieldException">Another version of the package keeps its HTTP clients elsewhere.</exception>
    public static CachedSchemaRegistryClient Client(Uri url, HttpMessageHandler handler)
    {
        // Theirs counts attempts, not retries: with 0 it sends nothing. The handler makes the further ones.
        var client = new CachedSchemaRegistryClient(
            new Confluent.SchemaRegistry.SchemaRegistryConfig
            {
                Url = url.AbsoluteUri,
                MaxRetries = 1,
                MaxCachedSchemas = 10_000,
            }
        );
        var clients = (List<HttpClient>)Field(Field(client, "restService"), "clients");
        foreach (var replaced in clients)
            replaced.Dispose();
        clients.Clear();
        clients.Add(new HttpClient(handler) { BaseAddress = url, Timeout = Timeout.InfiniteTimeSpan });
        return client;
    }

    private static object Field(object owner, string name) =>
        owner.GetType().GetField(name, Own)?.GetValue(owner) ?? throw new MissingFieldException(owner.GetType().FullName, name);
}
