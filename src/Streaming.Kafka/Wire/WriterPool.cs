using Streaming.Kafka.Codecs;

namespace Streaming.Kafka.Wire;

/// <summary>One writer per thread, so that a record is encoded without a new buffer.</summary>
internal static class WriterPool
{
    /// <summary>A buffer that one huge record has grown beyond this is not kept.</summary>
    private const int LargestKeptBytes = 1 << 20;

    [ThreadStatic]
    private static AvroWriter? spare;

    public static AvroWriter Rent(int capacity)
    {
        var writer = spare ?? new AvroWriter(capacity);
        spare = null;
        writer.Clear();
        return writer;
    }

    public static void Return(AvroWriter writer)
    {
        if (writer.Capacity <= LargestKeptBytes)
            spare = writer;
    }
}
