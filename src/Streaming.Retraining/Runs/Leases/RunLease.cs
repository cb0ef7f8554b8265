using Streaming.Audit.Models;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs.Leases;

/// <summary>The one active run of a model, who works on it at this moment and how far it is.</summary>
/// <param name="Node">The process that works on it; empty between two stages and when nobody took it up again.</param>
/// <param name="IsAbandoned">Nobody works on it: its process is gone, or no trainer took up the next stage.</param>
/// <param name="Stage">The stage under way; empty before the first.</param>
/// <param name="Progress">Where that stage stands, told about once a second.</param>
/// <param name="CancelBy">Who asked to stop it; null when nobody did.</param>
/// <param name="CancelWhy">The reason given.</param>
public sealed record RunLease(
    string Model,
    string Run,
    string Node,
    bool IsAbandoned,
    DateTimeOffset TakenAt,
    string Stage,
    StageProgress Progress,
    string? CancelBy,
    string? CancelWhy
);
