using JasperFx.Events;
using Marten;
using Marten.Events.Projections;

namespace Streaming.Audit.Runs;

/// <summary>The latest completed work of a stage on one input: what a later run with the same input hash takes instead of
/// working.</summary>
public sealed record StageResult
{
    /// <summary>Stage and input hash; found by its key, however many runs there are.</summary>
    public required string Id { get; init; }

    public required string Stage { get; init; }

    public required string InputHash { get; init; }

    public required string OutputHash { get; init; }

    /// <summary>SHA-256 of each artifact by name.</summary>
    public required IReadOnlyDictionary<string, string> Outputs { get; init; }

    public long Rows { get; init; }

    public double Seconds { get; init; }

    /// <summary>The run that did the work.</summary>
    public required string RunId { get; init; }

    /// <summary>When it was completed, UTC.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    internal static string Key(string stage, string inputHash) => $"{stage}/{inputHash}";
}

/// <summary>
/// Keeps <see cref="StageResult"/> in the transaction that appends the events. A skipped stage names a result that is there already, so
/// that it adds nothing.
/// </summary>
internal sealed partial class StageResultProjection : EventProjection
{
    public StageResultProjection()
    {
        IncludeType<StageCompleted>();
        Options.DeleteViewTypeOnTeardown<StageResult>();
    }

    public override ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        if (e.Data is not StageCompleted done)
            return ValueTask.CompletedTask;
        operations.Store(Result(done, e.StreamKey!, e.Timestamp.ToUniversalTime()));
        return ValueTask.CompletedTask;
    }

    public static StageResult Result(StageCompleted done, string stream, DateTimeOffset at) =>
        new()
        {
            Id = StageResult.Key(done.Stage, done.InputHash),
            Stage = done.Stage,
            InputHash = done.InputHash,
            OutputHash = done.OutputHash,
            Outputs = done.Outputs,
            Rows = done.Rows,
            Seconds = done.Seconds,
            RunId = RunStream.IdOf(stream),
            CompletedAt = at,
        };
}
