using Streaming.Audit;
using Streaming.Audit.Runs;
using Streaming.Retraining.Stages;

namespace Streaming.Retraining.Runs;

/// <summary>Puts a failure into the words of the run's stream: what, where, what to do.</summary>
internal static class StageFailures
{
    private const int NoSpaceUnix = 28;
    private const int NoSpaceWindows = 112;

    /// <param name="workFolder">Where the stage's files are.</param>
    public static StageException Of(Exception failure, string stage, string workFolder) =>
        failure switch
        {
            StageException told => told,
            _ when DatabaseFailure.CauseOf(failure) is { } database => new StageException(
                $"the database failed: {database.Message}",
                $"PostgreSQL, during stage {stage}",
                "See that it answers and has space, then start the run again: finished stages are taken from this run",
                failure
            ),
            IOException full when (full.HResult & 0xFFFF) is NoSpaceUnix or NoSpaceWindows => new StageException(
                $"no space is left: {full.Message}",
                $"folder {workFolder}, during stage {stage}",
                "Free space there, or let Trainer:WorkFolder name a folder on another disk; then start the run again",
                failure
            ),
            OutOfMemoryException => new StageException(
                "the memory limit was reached",
                $"stage {stage}",
                "Raise Trainer:MemoryLimitMb, or fit fewer or smaller candidates; then start the run again",
                failure
            ),
            IOException or UnauthorizedAccessException or InvalidDataException => new StageException(
                failure.Message,
                $"files of stage {stage}",
                "See that the files named are there and readable, then start the run again",
                failure
            ),
            _ => new StageException(
                $"{failure.GetType().Name}: {failure.Message}",
                $"the program's stage {stage}",
                "This should not happen: report it with the log of the trainer",
                failure
            ),
        };

    /// <param name="left">SHA-256 of each artifact that the attempt left, by name; null when none.</param>
    public static IReadOnlyList<object> Events(
        StageException failure,
        string stage,
        int attempt,
        double seconds,
        IReadOnlyDictionary<string, string>? left = null
    ) =>
        [
            new StageFailed(stage, attempt, failure.What, failure.Where, failure.Remedy, seconds, left),
            new RunFailed(stage, $"{failure.What} ({failure.Where})"),
        ];
}
