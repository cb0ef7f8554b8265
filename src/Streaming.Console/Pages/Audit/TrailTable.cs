using System.Text.Json;
using CsvHelper;
using Streaming.Audit.Trail;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Audit;

/// <summary>Events of the trail as a file. In a table for a spreadsheet a text that would run as a formula has an apostrophe before
/// it.</summary>
internal static class TrailTable
{
    private static readonly CsvWriterOptions Options = new()
    {
        NewLine = "\n",
        Injection = CsvInjection.Escape,
        InjectionCharacters = "=+-@\t\r",
        InjectionEscape = '\'',
    };

    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static byte[] ToJson(IReadOnlyList<TrailEntry> entries) => JsonSerializer.SerializeToUtf8Bytes(entries, Json);

    public static byte[] ToCsv(IReadOnlyList<TrailEntry> entries)
    {
        using var bytes = new MemoryStream();
        using (var text = new StreamWriter(bytes, leaveOpen: true))
        using (var csv = CsvWriter.Create(text, Options))
        {
            Write(csv, ["sequence", "at", "who", "kind", "what", "why", "stream", "version", "correlation", "causation"]);
            foreach (var entry in entries)
            {
                csv.WriteField(entry.Sequence);
                csv.WriteField(Format.Instant(entry.At));
                csv.WriteField(entry.Who);
                csv.WriteField(entry.Kind);
                csv.WriteField(entry.What);
                csv.WriteField(entry.Why);
                csv.WriteField(entry.Stream);
                csv.WriteField(entry.Version);
                Write(csv, [entry.Correlation, entry.Causation]);
            }
        }

        return bytes.ToArray();
    }

    private static void Write(CsvWriter csv, IEnumerable<string> last)
    {
        foreach (var cell in last)
            csv.WriteField(cell);
        csv.EndRecord();
    }
}
