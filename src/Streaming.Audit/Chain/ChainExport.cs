using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Streaming.Audit.Chain;

/// <summary>The chain as lines of JSON: which store, every link with its event, the end with the head of every stream. One export per
/// instance.</summary>
internal sealed class ChainExport(TextWriter output, ChainHead head)
{
    private const string Format = "streaming-audit-export";

    private readonly SortedDictionary<string, ChainLink> heads = new(StringComparer.Ordinal);
    private long events;

    public Task BeginAsync(DateTimeOffset at, string by) =>
        LineAsync(line =>
        {
            line.WriteString("format", Format);
            line.WriteNumber("version", 1);
            line.WriteString("store", head.Store.ToString());
            line.WriteString("exported_at", Time(at));
            line.WriteString("exported_by", by);
        });

    public Task WriteAsync(ChainRow row)
    {
        if (row.Link is { } head)
            heads[head.Stream] = head;
        if (row.Event is not null)
            events++;
        return LineAsync(line =>
        {
            if (row.Link is { } link)
            {
                line.WriteNumber("position", link.Position);
                line.WriteString("content", Convert.ToHexStringLower(link.Content));
                line.WriteString("hash", Convert.ToHexStringLower(link.Hash));
            }

            line.WritePropertyName("event");
            if (row.Event is { } happened)
                Write(line, happened);
            else
                line.WriteNullValue();
        });
    }

    /// <returns>How many events were written.</returns>
    public async Task<long> EndAsync()
    {
        await LineAsync(line =>
            {
                line.WriteBoolean("end", true);
                line.WriteNumber("position", head.Position);
                line.WriteString("hash", Convert.ToHexStringLower(head.Hash));
                line.WriteStartArray("streams");
                foreach (var last in heads.Values)
                {
                    line.WriteStartObject();
                    line.WriteString("stream", last.Stream);
                    line.WriteNumber("version", last.Version);
                    line.WriteString("hash", Convert.ToHexStringLower(last.Hash));
                    line.WriteEndObject();
                }

                line.WriteEndArray();
            })
            .ConfigureAwait(false);
        await output.FlushAsync().ConfigureAwait(false);
        return events;
    }

    private static void Write(Utf8JsonWriter line, ChainedEvent happened)
    {
        line.WriteStartObject();
        line.WriteNumber("sequence", happened.Sequence);
        line.WriteString("stream", happened.Stream);
        line.WriteNumber("version", happened.Version);
        line.WriteString("kind", happened.Kind);
        line.WriteString("at", Time(happened.At));
        line.WriteString("who", happened.Who);
        line.WriteString("correlation", happened.Correlation);
        line.WriteString("causation", happened.Causation);
        line.WriteString("id", happened.Id.ToString());
        line.WritePropertyName("data");
        line.WriteRawValue(happened.Data);
        line.WriteEndObject();
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);

    private async Task LineAsync(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        var line = new Utf8JsonWriter(bytes);
        await using (line.ConfigureAwait(false))
        {
            line.WriteStartObject();
            write(line);
            line.WriteEndObject();
        }

        await output.WriteLineAsync(Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length)).ConfigureAwait(false);
    }
}
