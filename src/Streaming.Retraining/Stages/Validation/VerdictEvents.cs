using Streaming.Audit.Runs;
using Streaming.Quality;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>The verdict on a data set as the audit trail records it.</summary>
internal static class VerdictEvents
{
    /// <returns><see cref="DatasetValidated"/> or <see cref="DatasetRejected"/>.</returns>
    public static object ToEvent(this Quality.DatasetVerdict judged) =>
        judged.Verdict == Verdict.Rejected
            ? new DatasetRejected(judged.Dataset, judged.Rows, judged.Checks)
            : new DatasetValidated(judged.Dataset, judged.Verdict == Verdict.Flagged ? "flagged" : "passed", judged.Rows, judged.Checks);
}
