using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Tracking;

/// <summary>What of a finished training run is written to a tracking server, in our own words. Pure values; see <see
/// cref="RunMapping"/>.</summary>
internal sealed record TrackedRun
{
    /// <summary>Our id of the run: by it the server's run is found again.</summary>
    public required string RunId { get; init; }

    public required string ModelName { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset Started { get; init; }

    public required DateTimeOffset Ended { get; init; }

    /// <summary>What happened, in words: shown above the run's page.</summary>
    public required string Note { get; init; }

    public required TrackedFigures Figures { get; init; }

    /// <summary>Candidates, baselines and the champion: each a nested run.</summary>
    public required IReadOnlyList<TrackedChild> Children { get; init; }

    public required IReadOnlyList<TrackedArtifact> Artifacts { get; init; }

    /// <summary>The version that the run registered; null when it registered none.</summary>
    public TrackedVersion? Version { get; init; }
}

/// <summary>Tags, parameters and metrics by our names.</summary>
/// <param name="Metrics">A figure that is undefined is null or no finite number; it is left out and counted.</param>
internal sealed record TrackedFigures(
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, string> Parameters,
    IReadOnlyDictionary<string, double?> Metrics
);

/// <summary>One nested run.</summary>
/// <param name="Key">Unique within the run: by it the server's nested run is found again.</param>
/// <param name="Model">SHA-256 of its serving artifact; empty for one that cannot serve.</param>
internal sealed record TrackedChild(string Key, string Name, string Status, double Seconds, TrackedFigures Figures, string Model);

/// <summary>A file of the run.</summary>
/// <param name="Path">Such as <c>06-evaluation/report.json</c>.</param>
/// <param name="Sha256">Under which our artifact store has its bytes.</param>
public sealed record TrackedArtifact(string Path, string Sha256);

/// <summary>A version of our registry.</summary>
/// <param name="Version">Its name there.</param>
/// <param name="Child">The nested run that made it.</param>
/// <param name="Why">What is to be said about it, in words.</param>
internal sealed record TrackedVersion(string Version, string Sha256, string Child, string Why);

/// <summary>Opens the bytes of an artifact from the start; null when our store has them no longer. The caller disposes the
/// stream.</summary>
public delegate Task<Stream?> ArtifactOpener(TrackedArtifact artifact, CancellationToken cancellation);
