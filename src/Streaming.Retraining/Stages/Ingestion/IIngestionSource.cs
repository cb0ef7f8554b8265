using Streaming.Contracts.Events;
using Streaming.Marketplace;
using Streaming.Quality.Tables;

namespace Streaming.Retraining.Stages.Ingestion;

/// <summary>Where a training's history comes from: a folder of tables, or the topics of a cluster.</summary>
public interface IIngestionSource
{
    /// <summary><c>tables</c> or <c>topics</c>, a colon, and the folder or the servers.</summary>
    string Name { get; }

    /// <summary>
    /// What the history follows from, by name: the hash of the tables, or how far each log reaches. Looked up once, so that what is hashed
    /// is what is read.
    /// </summary>
    /// <exception cref="StageException">The source is not there.</exception>
    IReadOnlyDictionary<string, string> Fingerprint { get; }

    /// <summary>Reads what <see cref="Fingerprint"/> describes.</summary>
    /// <exception cref="StageException">It cannot be read, or has changed since.</exception>
    IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation);
}

/// <summary>A history as its source holds it.</summary>
public sealed record IngestedHistory
{
    /// <summary>In the order of <see cref="MarketEvent.Compare"/>.</summary>
    public required IReadOnlyList<MarketEvent> Events { get; init; }

    /// <summary>Of the raw data, or of the positions that were read: 64 lower-case hexadecimal digits.</summary>
    public required string DataHash { get; init; }

    /// <summary>What the live scorer computed; empty for tables.</summary>
    public IReadOnlyList<ServedVector> Served { get; init; } = [];

    /// <summary>What became of the tables' rows; null for topics.</summary>
    public IngestionSummary? Tables { get; init; }

    /// <summary>What the reading of each table has found; empty for topics.</summary>
    public IReadOnlyList<TableReport> TableReports { get; init; } = [];

    /// <summary>Records of the topics that the live scorer has dead-lettered, or would have: not among the events.</summary>
    public long DeadLettered { get; init; }
}
