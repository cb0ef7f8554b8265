using System.Text;
using Confluent.Kafka;

namespace Streaming.Scorer.Faults;

/// <summary>How much a record takes, unpacked.</summary>
internal static class RecordSize
{
    /// <summary>Offset, timestamp, lengths: an upper bound of what a record takes beside its key, value and headers.</summary>
    private const int FrameBytes = 64;

    /// <summary>Lengths of a header's key and value.</summary>
    private const int HeaderFrameBytes = 10;

    /// <summary>Key, value, headers and frame; never less than on the wire before compression.</summary>
    public static long Of(Message<byte[], byte[]> message) =>
        FrameBytes + (message.Key?.Length ?? 0L) + (message.Value?.Length ?? 0L) + Of(message.Headers);

    /// <summary>Of all headers; 0 for none.</summary>
    public static long Of(Headers? headers)
    {
        var bytes = 0L;
        for (var i = 0; i < (headers?.Count ?? 0); i++)
            bytes += HeaderFrameBytes + Encoding.UTF8.GetByteCount(headers![i].Key) + (headers[i].GetValueBytes()?.Length ?? 0);
        return bytes;
    }
}
