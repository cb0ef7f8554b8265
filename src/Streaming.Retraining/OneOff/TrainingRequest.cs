using Streaming.Contracts.Events;
using Streaming.Contracts.Gates;
using Streaming.Models.Artifacts;
using Streaming.Training;
using Streaming.Training.Evaluation;

namespace Streaming.Retraining.OneOff;

/// <summary>What to train on and how, for a training outside of a run.</summary>
public sealed record TrainingRequest
{
    /// <summary>All deliveries and reviews, in the order of <see cref="MarketEvent.Compare"/>.</summary>
    public required IReadOnlyList<MarketEvent> Events { get; init; }

    /// <summary>Hash of the raw data, written into the artifact as its lineage.</summary>
    public required string DataHash { get; init; }

    public TrainingPlan Plan { get; init; } = new();

    /// <summary>After the evaluation, fit the chosen setting again on all labelled orders and put that into the artifact.</summary>
    public bool Refit { get; init; }

    /// <summary>Measures how long the steps take; nothing of it enters the artifact.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Where a training stands.</summary>
/// <param name="Step">Which stage is running.</param>
/// <param name="Detail">What it is doing, in words.</param>
/// <param name="Done">Share of the whole training that is done, 0 to 1; an estimate.</param>
public sealed record TrainingProgress(string Step, string Detail, double Done);

/// <summary>How long one step took.</summary>
public sealed record StepTiming(string Step, TimeSpan Duration);

/// <summary>A finished training.</summary>
/// <param name="Artifact">The bytes of the chosen candidate's artifact. Where it fails a gate, the artifact says which, and is put into
/// service only by whoever overrides them.</param>
/// <param name="Sha256">Of the artifact, 64 lower-case hexadecimal digits.</param>
/// <param name="Report">What was measured on the test slice.</param>
/// <param name="Timings">Per stage, in order.</param>
/// <param name="Notes">What a reader should know: a candidate that could not be fitted and why, a gate that the chosen one fails.</param>
public sealed record TrainingResult(
    byte[] Artifact,
    string Sha256,
    EvaluationReport Report,
    IReadOnlyList<StepTiming> Timings,
    IReadOnlyList<string> Notes
)
{
    /// <summary>Gates that the chosen candidate failed: it would not be promoted, and its artifact says so.</summary>
    public IReadOnlyList<GateResult> Failed => [.. Report.Decision.Gates[Report.Chosen].Where(gate => gate.Failed)];

    /// <summary>Gates that cannot be judged on so few rows: a person would decide.</summary>
    public IReadOnlyList<GateResult> Waiting => [.. Report.Decision.Gates[Report.Chosen].Where(gate => gate.Waiting)];
}
