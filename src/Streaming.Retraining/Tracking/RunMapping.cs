using System.Globalization;
using Streaming.Audit.Runs;
using Streaming.Models.Artifacts;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Tracking;

/// <summary>A training run of our audit trail as what is written to a tracking server. Pure: the same run gives the same.</summary>
internal static class RunMapping
{
    /// <exception cref="ArgumentException">The run is not over: what is written of it could not change any more.</exception>
    public static TrackedRun Of(RunHistory run)
    {
        if (!run.IsOver)
            throw new ArgumentException(
                $"run {run.RunId} is {run.State}; a run is written to a tracking server when it is over",
                nameof(run)
            );
        var children = CandidateMapping.Of(run);
        return new TrackedRun
        {
            RunId = run.RunId,
            ModelName = run.Request.ModelName,
            Status = run.State switch
            {
                RunState.Completed => "FINISHED",
                RunState.Cancelled => "KILLED",
                _ => "FAILED",
            },
            Started = run.StartedAt ?? run.RequestedAt,
            Ended = run.EndedAt ?? run.RequestedAt,
            Note = Note(run),
            Figures = new TrackedFigures(Tags(run), Parameters(run), Metrics(run)),
            Children = children,
            Artifacts = Artifacts(run, children),
            Version = Version(run),
        };
    }

    private static Dictionary<string, string> Tags(RunHistory run)
    {
        var request = run.Request;
        Dictionary<string, string> tags = new()
        {
            ["model"] = request.ModelName,
            ["trigger"] = request.Trigger,
            ["requested_by"] = request.By,
            ["reason"] = request.Why,
            ["source"] = request.Source,
            ["code_version"] = request.CodeVersion,
        };
        if (run.Decision is { } decision)
        {
            tags["decision"] = decision.Decision;
            tags["decision.candidate"] = decision.Candidate;
            tags["decision.version"] = decision.ModelVersion;
            tags["decision.why"] = decision.Why;
        }

        foreach (var stage in run.Stages)
        {
            tags[$"stage.{stage.Stage}"] = stage.State.ToString();
            if (stage.OutputHash.Length > 0)
                tags[$"stage.{stage.Stage}.output_hash"] = stage.OutputHash;
            if (stage.SkippedBecause.Length > 0)
                tags[$"stage.{stage.Stage}.skipped"] = $"artifacts of run {stage.FromRun}: {stage.SkippedBecause}";
        }

        foreach (var dataset in run.Datasets)
            tags[$"dataset.{dataset.Dataset}"] = dataset.Verdict;
        return tags;
    }

    private static Dictionary<string, string> Parameters(RunHistory run) =>
        new(JsonParameters.Flatten(run.Request.Parameters).DistinctBy(parameter => parameter.Key))
        {
            ["seed"] = run.Request.Seed.ToString(CultureInfo.InvariantCulture),
        };

    private static Dictionary<string, double?> Metrics(RunHistory run)
    {
        Dictionary<string, double?> metrics = [];
        foreach (var stage in run.Stages.Where(stage => stage.State == StageState.Completed))
        {
            metrics[$"stage.{stage.Stage}.seconds"] = stage.Seconds;
            metrics[$"stage.{stage.Stage}.rows"] = stage.Rows;
        }

        foreach (var dataset in run.Datasets)
        {
            metrics[$"dataset.{dataset.Dataset}.rows"] = dataset.Rows;
            foreach (var check in dataset.Checks)
                metrics[$"dataset.{dataset.Dataset}.{(check.Column.Length == 0 ? "" : check.Column + ".")}{check.Code}"] = check.Count;
        }

        // The chosen candidate's figures again, so that a table of runs compares them.
        if (
            run.Decision is { Candidate.Length: > 0 } decision
            && run.Candidates.FirstOrDefault(c => c.Candidate == decision.Candidate && c.Role == CandidateMapping.Candidate) is { } best
        )
        {
            foreach (var (name, value) in CandidateMapping.Metrics(best))
                metrics[name] = value;
        }

        return metrics;
    }

    /// <summary>Serving artifacts of candidates are with their nested runs.</summary>
    private static IReadOnlyList<TrackedArtifact> Artifacts(RunHistory run, IReadOnlyList<TrackedChild> children)
    {
        var nested = children.Select(child => child.Model).Where(model => model.Length > 0).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. run
                .Stages.SelectMany(stage =>
                    stage
                        .Outputs.OrderBy(output => output.Key, StringComparer.Ordinal)
                        .Select(output => new TrackedArtifact(
                            output.Key.StartsWith(stage.Stage + "/", StringComparison.Ordinal) ? output.Key : $"{stage.Stage}/{output.Key}",
                            output.Value
                        ))
                )
                .Where(artifact => !nested.Contains(artifact.Sha256)),
        ];
    }

    private static TrackedVersion? Version(RunHistory run) =>
        run.Decision is { ModelVersion.Length: > 0 } decision
        && run.Candidates.FirstOrDefault(candidate =>
            candidate.Candidate == decision.Candidate && candidate.Role == CandidateMapping.Candidate
        )
            is { Artifact.Length: > 0 } chosen
            ? new TrackedVersion(
                decision.ModelVersion,
                chosen.Artifact,
                CandidateMapping.Key(chosen),
                $"{decision.Decision}: {decision.Why}"
            )
            : null;

    private static string Note(RunHistory run)
    {
        var asked = $"Requested by {run.Request.By} ({run.Request.Trigger}): {run.Request.Why}";
        var ended = run switch
        {
            { Failure: { } failure } => $"Failed in {failure.Stage}: {failure.Why}",
            { Cancellation: { } cancelled } => $"Cancelled by {cancelled.By}: {cancelled.Why}",
            { Decision: { } decision } => $"{decision.Decision} {decision.Candidate} {decision.ModelVersion}".TrimEnd()
                + $": {decision.Why}",
            _ => "Completed without a decision",
        };
        return $"{asked}\n\n{ended}";
    }
}
