using System.Text.Json;

namespace Streaming.Audit.Runs;

/// <summary>Which event may follow on which state of a run. Pure.</summary>
internal static class RunRules
{
    private static readonly string[] Triggers = ["manual", "schedule", "event"];
    private static readonly string[] Sources = ["tables:", "topics:"];

    /// <summary>Whether a run may begin like this.</summary>
    /// <exception cref="ArgumentException">A value is blank or malformed; names it.</exception>
    public static void Check(TrainingRequested request)
    {
        Require(request.ModelName, "the model's name");
        Require(request.By, "who asks");
        Require(request.Why, "the reason");
        Require(request.CodeVersion, "the version of the program");
        if (!Triggers.Contains(request.Trigger))
            throw new ArgumentException($"trigger '{request.Trigger}' is not known; allowed: {string.Join(", ", Triggers)}");
        if (!Sources.Any(kind => request.Source.StartsWith(kind, StringComparison.Ordinal) && request.Source.Length > kind.Length))
            throw new ArgumentException($"source '{request.Source}' is not known; allowed: tables:FOLDER, topics:HOST:PORT");
        try
        {
            using var parameters = JsonDocument.Parse(request.Parameters);
            if (parameters.RootElement.ValueKind != JsonValueKind.Object)
                throw new ArgumentException($"the parameters of the run are a JSON {parameters.RootElement.ValueKind}; expected an object");
        }
        catch (JsonException broken)
        {
            throw new ArgumentException($"the parameters of the run are not JSON: {broken.Message}", broken);
        }
    }

    /// <summary>Whether these events may follow, each on the one before.</summary>
    /// <exception cref="RunRefusedException">One may not.</exception>
    public static void Check(RunHistory run, IEnumerable<object> events, DateTimeOffset at)
    {
        foreach (var happened in events)
        {
            if (Against(run, happened) is { } rule)
                throw new RunRefusedException($"{happened.GetType().Name} cannot be recorded for run {run.RunId}: {rule}");
            run = run.Evolve(run.Id, happened, at);
        }
    }

    private static string? Against(RunHistory run, object happened) =>
        happened switch
        {
            TrackingExported or TrackingDeferred => null, // tracking is told before or after the end
            _ when run.IsOver => $"it is {Word(run.State)} since {run.EndedAt:u}",
            StageStarted e => AgainstStart(run.Stage(e.Stage), e),
            StageSkipped e => run.Stage(e.Stage) is { } stage && stage.State != StageState.Running ? Already(stage) : null,
            StageCompleted e => AgainstEnd(run.Stage(e.Stage), e.Stage) ?? AgainstHash(run.Stage(e.Stage)!, e.InputHash),
            StageFailed e => AgainstEnd(run.Stage(e.Stage), e.Stage) ?? AgainstAttempt(run.Stage(e.Stage)!, e.Attempt),
            DatasetValidated or DatasetRejected or CandidateTrained or CandidateLeftOut or CandidateEvaluated => null,
            DecisionReached when run.Decision is { } decided => $"it has decided already: {decided.Decision} {decided.Candidate}".TrimEnd(),
            RunCancelled when run.Decision is { } taken => $"it has decided already ({taken.Decision} {taken.ModelVersion}".TrimEnd()
                + "), and is about to end",
            DecisionReached or RunFailed or RunCancelled => null,
            RunCompleted => run.Stages.FirstOrDefault(stage => stage.State is StageState.Running or StageState.Failed) is { } open
                ? $"stage {open.Stage} is {Word(open.State)}"
                : null,
            _ => "it is no event of a run",
        };

    private static string? AgainstStart(StageHistory? stage, StageStarted e)
    {
        if (stage?.State is StageState.Completed or StageState.Skipped)
            return Already(stage);
        var next = (stage?.Attempts.Count ?? 0) + 1;
        return e.Attempt == next ? null : $"attempt {e.Attempt} of stage {e.Stage} is not the next, which is {next}";
    }

    private static string? AgainstEnd(StageHistory? stage, string name) =>
        stage switch
        {
            null => $"stage {name} has not started",
            { State: StageState.Running } => null,
            _ => Already(stage),
        };

    private static string? AgainstHash(StageHistory stage, string inputHash) =>
        stage.InputHash == inputHash ? null : $"stage {stage.Stage} started on input {stage.InputHash}, not on {inputHash}";

    private static string? AgainstAttempt(StageHistory stage, int attempt) =>
        stage.Attempts[^1].Number == attempt
            ? null
            : $"attempt {attempt} of stage {stage.Stage} is not the running one, which is {stage.Attempts[^1].Number}";

    private static string Already(StageHistory stage) => $"stage {stage.Stage} is {Word(stage.State)} already";

    private static string Word<T>(T state)
        where T : struct, Enum =>
#pragma warning disable CA1308 // a word of a sentence, not a key
        state.ToString().ToLowerInvariant();
#pragma warning restore CA1308

    private static void Require(string value, string what)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"{what} is blank; a run is recorded with it");
    }
}
