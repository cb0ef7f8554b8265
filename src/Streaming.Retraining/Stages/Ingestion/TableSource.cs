using Streaming.Marketplace;
using Streaming.Marketplace.Tables;
using Streaming.Quality.Tables;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>A folder of the marketplace's CSV tables, held against their schema in the pass that reads them.</summary>
public sealed class TableSource(string folder, MarketSchema schema) : IIngestionSource
{
    private const double NotesAt = 0.8; // of the stage: the tables are read

    // a folder that is not there yet is not remembered
    private readonly Lazy<string> hash = new(() => Found(folder, () => TableHash.Of(folder)), LazyThreadSafetyMode.PublicationOnly);

    public string Name => $"tables:{folder}";

    public IReadOnlyDictionary<string, string> Fingerprint =>
        new Dictionary<string, string>
        {
            ["source"] = "tables",
            ["tables"] = hash.Value,
            [MarketSchema.FileName] = schema.RowHash,
        };

    public IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var scan = new TableScan(schema);
        var tables = Found(folder, () => OlistTables.Read(folder, scan, new TableReading(progress), cancellation));
        if (tables.Sha256 != hash.Value)
            throw new StageException(
                $"the tables have changed while they were read (SHA-256 {hash.Value}, then {tables.Sha256})",
                folder,
                "Let what writes them finish, then start the run again."
            );
        foreach (var note in tables.Notes)
            progress.Report(new StageProgress($"note: {note}", NotesAt, note.Rows));
        var log = EventLog.Build(tables);
        return new IngestedHistory
        {
            Events = log.Events,
            DataHash = tables.Sha256,
            Tables = log.Summary,
            TableReports = scan.Reports,
        };
    }

    private static T Found<T>(string folder, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (TableException broken)
        {
            throw new StageException(broken.What, broken.Where, "Repair or export the table again, then start a new run.", broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new StageException(
                $"the tables cannot be read: {unreadable.Message}",
                folder,
                "Make the folder readable for this program, then start a new run.",
                unreadable
            );
        }
    }

    /// <summary>Rows of all tables, as the stage counts them.</summary>
    private sealed class TableReading(IProgress<StageProgress> progress) : IProgress<TableProgress>
    {
        private readonly Dictionary<string, int> rows = [];

        public void Report(TableProgress value)
        {
            rows[value.Table] = value.Rows;
            progress.Report(
                new StageProgress(
                    $"reading {value.Table}",
                    0.8 * (rows.Count - (value.Done ? 0 : 0.5)) / TableNames.Required.Count,
                    rows.Values.Sum(count => (long)count)
                )
            );
        }
    }
}
