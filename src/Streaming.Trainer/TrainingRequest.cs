using Streaming.Contracts.Events;
using Streaming.Models.Policy;

namespace Streaming.Trainer;

/// <summary>What to train on and how.</summary>
public sealed record TrainingRequest
{
    /// <summary>All deliveries and reviews, in the order of <see cref="MarketEvent.Compare"/>.</summary>
    public required IReadOnlyList<MarketEvent> Events { get; init; }

    /// <summary>Hash of the raw data, written into the artifact as its lineage.</summary>
    public required string DataHash { get; init; }

    /// <summary>Name of the model's stream of decisions.</summary>
    public string ModelName { get; init; } = "customer-satisfaction";

    /// <summary>After the evaluation, fit the same setting again on all labelled orders and put that into the artifact.</summary>
    public bool Refit { get; init; }

    /// <summary>Start of every pseudo-random choice.</summary>
    public long Seed { get; init; } = 1;

    public TrainingParameters Parameters { get; init; } = new();

    /// <summary>The cuts that the artifact carries.</summary>
    public TierPolicy Policy { get; init; } = TierPolicy.Default;

    /// <summary>Measures how long the steps take; nothing of it enters the artifact.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Where a training stands.</summary>
/// <param name="Step">Which step is running.</param>
/// <param name="Detail">What it is doing, in words.</param>
/// <param name="Done">Share of the whole training that is done, 0 to 1; an estimate.</param>
public sealed record TrainingProgress(string Step, string Detail, double Done);

/// <summary>How long one step took.</summary>
public sealed record StepTiming(string Step, TimeSpan Duration);

/// <summary>A finished training.</summary>
/// <param name="Artifact">The bytes of the artifact file.</param>
/// <param name="Sha256">Of the artifact, 64 lower-case hexadecimal digits.</param>
/// <param name="Report">What was measured on the test slice.</param>
/// <param name="Timings">Per step, in order.</param>
/// <param name="Notes">What a reader should know: a family that could not be fitted and why, rows that were left out.</param>
public sealed record TrainingResult(
    byte[] Artifact, string Sha256, Evaluation.EvaluationReport Report, IReadOnlyList<StepTiming> Timings, IReadOnlyList<string> Notes);

/// <summary>The data or the settings do not allow a training; the message says what is missing.</summary>
public sealed class TrainingException(string message, Exception? inner = null) : Exception(message, inner);
