using System.Buffers;
using System.Buffers.Binary;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Codecs;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>
/// The event log as a file: eight bytes that name the format, then each event as one byte for its kind, four for its length (little-endian)
/// and its Avro payload, then a
/// closing mark and the number of events. Equal events give equal bytes. Of any size: nothing holds it whole but its reader's result.
/// </summary>
public static class IngestedLog
{
    /// <summary>The file as a later stage's input.</summary>
    public const string Artifact = $"{IngestionStage.StageName}/{FileName}";

    /// <summary>The file among the stage's outputs.</summary>
    public const string FileName = "events.bin";

    private const int HeadBytes = 5;
    private const int FileBuffer = 1 << 20;
    private const int LongestPayload = 64 << 20;
    private const byte DeliveryKind = 1,
        ReviewKind = 2,
        EndKind = 0xFF;

    private static ReadOnlySpan<byte> Magic => "EVENTS01"u8;

    /// <summary>Writes the events in the order given, which must be that of <see cref="MarketEvent.Compare"/>.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="ContractException">An event lacks a required text or list.</exception>
    public static long Write(string path, IEnumerable<MarketEvent> events)
    {
        var (deliveries, reviews) = (AvroCodecs.For<OrderDelivered>(), AvroCodecs.For<ReviewSubmitted>());
        using var file = OwnerOnly.Create(path, FileBuffer);
        file.Write(Magic);
        var payload = new ArrayBufferWriter<byte>(4_096);
        long count = 0;
        foreach (var occurred in events)
        {
            payload.ResetWrittenCount();
            if (occurred.Delivery is { } delivery)
                deliveries.Encode(delivery, payload);
            else
                reviews.Encode(occurred.Review!, payload);
            Head(file, occurred.Delivery is null ? ReviewKind : DeliveryKind, payload.WrittenCount);
            file.Write(payload.WrittenSpan);
            count++;
        }

        Head(file, EndKind, sizeof(long));
        Span<byte> end = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(end, count);
        file.Write(end);
        return count;
    }

    /// <summary>The events one by one, in their order.</summary>
    /// <exception cref="InvalidDataException">The file is no event log, or was cut; thrown while reading.</exception>
    public static IEnumerable<MarketEvent> Read(string path)
    {
        var (deliveries, reviews) = (AvroCodecs.For<OrderDelivered>(), AvroCodecs.For<ReviewSubmitted>());
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileBuffer, FileOptions.SequentialScan);
        var buffer = new byte[4_096];
        Fill(file, buffer, Magic.Length);
        if (!buffer.AsSpan(0, Magic.Length).SequenceEqual(Magic))
            throw Broken(file, "it does not begin like an event log");
        for (long count = 0; ; count++)
        {
            Fill(file, buffer, HeadBytes);
            var kind = buffer[0];
            var length = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(1));
            if (length is < 0 or > LongestPayload)
                throw Broken(file, $"event {count} says that it has {length} bytes");
            if (length > buffer.Length)
                Array.Resize(ref buffer, Math.Max(length, buffer.Length * 2));
            Fill(file, buffer, length);
            if (kind == EndKind)
            {
                if (BinaryPrimitives.ReadInt64LittleEndian(buffer) != count || file.ReadByte() >= 0)
                    throw Broken(file, $"its end does not fit the {count} events before it");
                yield break;
            }

            yield return Decode(buffer.AsSpan(0, length), kind);
        }

        MarketEvent Decode(ReadOnlySpan<byte> payload, byte kind) =>
            kind switch
            {
                DeliveryKind => new MarketEvent(deliveries.Decode(payload)),
                ReviewKind => new MarketEvent(reviews.Decode(payload)),
                _ => throw Broken(file, $"an event has the kind {kind}"),
            };
    }

    /// <summary>What a later stage works on: every event that the live scorer would take, in order.</summary>
    /// <param name="events">Path of the log.</param>
    /// <param name="rejected">Path of what validation left out, see <see cref="Validation.RejectedEvents"/>.</param>
    /// <param name="cancellation">Checked now and then.</param>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public static IReadOnlyList<MarketEvent> ReadAccepted(string events, string rejected, CancellationToken cancellation)
    {
        var leftOut = Validation.RejectedEvents.Read(rejected);
        var accepted = new List<MarketEvent>();
        long index = 0;
        foreach (var occurred in Read(events))
        {
            if (index % 4_096 == 0)
                cancellation.ThrowIfCancellationRequested();
            if (!leftOut.Contains(index++))
                accepted.Add(occurred);
        }

        return accepted;
    }

    private static void Head(FileStream file, byte kind, int length)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(head[1..], length);
        file.Write(head);
    }

    private static void Fill(FileStream file, byte[] buffer, int length)
    {
        if (file.ReadAtLeast(buffer.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
            throw Broken(file, "it was cut");
    }

    private static InvalidDataException Broken(FileStream file, string why) => new($"{file.Name} is no whole event log: {why}");
}
