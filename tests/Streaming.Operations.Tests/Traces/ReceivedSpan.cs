using Google.Protobuf;

namespace Streaming.Operations.Tests.Traces;

/// <summary>A span as a collector receives it: the fields of opentelemetry-proto that the tests look at.</summary>
internal sealed record ReceivedSpan(string Service, string Name, string TraceId, string SpanId, string Parent, int Links)
{
    /// <summary>All spans of an ExportTraceServiceRequest.</summary>
    public static List<ReceivedSpan> Decode(byte[] request) => [.. Fields(request, 1).SelectMany(OfResource)];

    private static IEnumerable<ReceivedSpan> OfResource(byte[] resourceSpans)
    {
        var attributes = Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1));
        var service = attributes.Where(one => Text(one, 1) == "service.name").Select(one => Text(Fields(one, 2).Single(), 1)).Single();
        return Fields(resourceSpans, 2)
            .SelectMany(scope => Fields(scope, 2))
            .Select(span => new ReceivedSpan(service, Text(span, 5), Hex(span, 1), Hex(span, 2), Hex(span, 4), Fields(span, 13).Count));
    }

    private static string Text(byte[] message, int field) =>
        string.Concat(Fields(message, field).Select(System.Text.Encoding.UTF8.GetString));

    private static string Hex(byte[] message, int field) => string.Concat(Fields(message, field).Select(Convert.ToHexStringLower));

    /// <summary>What a message holds under a field of lengths and bytes, in order.</summary>
    private static List<byte[]> Fields(byte[] message, int field)
    {
        var input = new CodedInputStream(message);
        var found = new List<byte[]>();
        while (input.ReadTag() is var tag && tag != 0)
        {
            if (WireFormat.GetTagFieldNumber(tag) == field && WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                found.Add(input.ReadBytes().ToByteArray());
            else
                input.SkipLastField();
        }

        return found;
    }
}
