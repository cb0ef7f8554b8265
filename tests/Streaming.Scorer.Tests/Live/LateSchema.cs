using System.Buffers.Binary;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>Events whose schema id the registry does not know until it is registered: refused first, valid later, byte for byte the
/// same.</summary>
internal sealed class LateSchema
{
    private static readonly string Aliased = Schemas
        .Get("order-delivered")
        .Replace("\"OrderDelivered\"", "\"OrderDelivered\", \"aliases\": [\"Delivered\"]", StringComparison.Ordinal);

    private readonly LiveScorer live;
    private readonly InMemorySchemaRegistry registry;
    private readonly int id;

    private LateSchema(LiveScorer live, InMemorySchemaRegistry registry, int id) =>
        (this.live, this.registry, this.id) = (live, registry, id);

    public static async Task<LateSchema> OfAsync(LiveScorer live, InMemorySchemaRegistry registry)
    {
        // All others are there before, so that the next id is known.
        var known = await SubjectSetup.ApplyAsync(registry, TestContext.Current.CancellationToken);
        return new LateSchema(live, registry, known.Max(subject => subject.Id) + 1);
    }

    public byte[] Encode(OrderDelivered order)
    {
        var bytes = live.Encode(order);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), id);
        return bytes;
    }

    public async Task RegisterAsync() =>
        Assert.Equal(id, await registry.RegisterAsync("late", Aliased, cancellation: TestContext.Current.CancellationToken));
}
