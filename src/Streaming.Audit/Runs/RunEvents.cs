using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Runs;

/// <summary>Somebody or something asked for a training run. The first event of a run's stream.</summary>
/// <param name="ModelName">The model that it retrains.</param>
/// <param name="Trigger"><c>manual</c>, <c>schedule</c> or <c>event</c>.</param>
/// <param name="By">Who asked: a user or service name.</param>
/// <param name="Why">The reason, in words.</param>
/// <param name="Source">Where stage 01 reads: <c>tables</c> or <c>topics</c>, a colon, and the folder or the bootstrap servers.</param>
/// <param name="CodeVersion">Version of the program that runs it.</param>
/// <param name="Seed">Start of every pseudo-random choice.</param>
/// <param name="Parameters">All settings that a stage reads, a JSON object kept as written.</param>
public sealed record TrainingRequested(
    string ModelName,
    string Trigger,
    string By,
    string Why,
    string Source,
    string CodeVersion,
    long Seed,
    string Parameters
);

/// <summary>A stage began its work.</summary>
/// <param name="Stage">Number and name, such as <c>03-features</c>.</param>
/// <param name="Attempt">1, and one more after every interruption.</param>
/// <param name="InputHash">SHA-256 over the stage's code version, settings and input artifacts: what its output follows from.</param>
/// <param name="Inputs">Each part of the input hash by name.</param>
/// <param name="Node">The process that does it.</param>
public sealed record StageStarted(string Stage, int Attempt, string InputHash, IReadOnlyDictionary<string, string> Inputs, string Node);

/// <summary>A stage has left its artifacts.</summary>
/// <param name="OutputHash">SHA-256 over the names and hashes of its artifacts.</param>
/// <param name="Outputs">SHA-256 of each artifact by name; the artifact store has the bytes.</param>
/// <param name="Rows">What it worked through, in the stage's own unit; 0 where nothing is counted.</param>
public sealed record StageCompleted(
    string Stage,
    string InputHash,
    string OutputHash,
    IReadOnlyDictionary<string, string> Outputs,
    long Rows,
    double Seconds
);

/// <summary>A stage whose code, settings and inputs are those of an earlier run: its artifacts are taken.</summary>
/// <param name="FromRun">The run that made them.</param>
/// <param name="Why">Which hash made it so, in words.</param>
public sealed record StageSkipped(
    string Stage,
    string InputHash,
    string OutputHash,
    IReadOnlyDictionary<string, string> Outputs,
    string FromRun,
    string Why
);

/// <summary>A stage could not do its work. The run ends; the model in service stays.</summary>
/// <param name="What">What went wrong, with the value and the rule.</param>
/// <param name="Where">File, table, row, setting or part.</param>
/// <param name="Remedy">What to do before the next run.</param>
/// <param name="Left">SHA-256 of each artifact that it left before it failed, such as the list of what a gate stopped, by name; null when
/// none.</param>
public sealed record StageFailed(
    string Stage,
    int Attempt,
    string What,
    string Where,
    string Remedy,
    double Seconds,
    IReadOnlyDictionary<string, string>? Left = null
);

/// <summary>A data set may be trained on.</summary>
/// <param name="Verdict"><c>passed</c> or <c>flagged</c>.</param>
public sealed record DatasetValidated(string Dataset, string Verdict, long Rows, IReadOnlyList<CheckCount> Checks);

/// <summary>A gate whose action is stop was exceeded: nothing is trained on this data set.</summary>
public sealed record DatasetRejected(string Dataset, long Rows, IReadOnlyList<CheckCount> Checks);

/// <summary>A candidate was fitted.</summary>
/// <param name="Candidate">Its name in <c>params.yaml</c>.</param>
/// <param name="Parameters">All of them, a JSON object.</param>
/// <param name="Artifact">SHA-256 of its serving artifact; empty for one that cannot serve, such as the honest baseline.</param>
public sealed record CandidateTrained(string Candidate, string Family, string Parameters, long Seed, double Seconds, string Artifact);

/// <summary>A candidate could not be fitted; the others go on.</summary>
public sealed record CandidateLeftOut(string Candidate, string Family, string Why);

/// <summary>A candidate, a baseline or the champion was measured on the test slice.</summary>
/// <param name="Role"><c>candidate</c>, <c>champion</c>, <c>best</c> (the best that ever served, where that is another one) or
/// <c>baseline</c>.</param>
/// <param name="Metrics">By name: population, a dot, the metric, such as <c>open.pr_auc</c>.</param>
/// <param name="Gates">Empty for baselines and the champion.</param>
public sealed record CandidateEvaluated(
    string Candidate,
    string Role,
    IReadOnlyDictionary<string, Figure> Metrics,
    IReadOnlyList<GateResult> Gates
);

/// <summary>What the run leads to.</summary>
/// <param name="Decision"><c>promoted</c>, <c>proposed</c> or <c>kept</c>: the champion stays.</param>
/// <param name="Candidate">The best candidate; empty when there is none.</param>
/// <param name="ModelVersion">Its version in the registry; empty when it was not registered.</param>
/// <param name="Why">The gate or the policy that decided, in words.</param>
public sealed record DecisionReached(string Decision, string Candidate, string ModelVersion, string Why);

/// <summary>All stages are done.</summary>
public sealed record RunCompleted(double Seconds);

/// <summary>A stage failed and nothing of the run goes on.</summary>
public sealed record RunFailed(string Stage, string Why);

/// <summary>Somebody stopped it.</summary>
public sealed record RunCancelled(string By, string Why);

/// <summary>The run was written to an MLflow server as well.</summary>
public sealed record TrackingExported(string Server, string ExternalRun);

/// <summary>The MLflow server could not take it; a job tries again.</summary>
public sealed record TrackingDeferred(string Server, string Why);
