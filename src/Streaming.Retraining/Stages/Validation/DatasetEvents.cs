using Streaming.Audit.Runs;
using Streaming.Quality;

namespace Streaming.Retraining.Stages.Validation;

/// <summary>The result of a data set as the audit trail records it.</summary>
internal static class DatasetEvents
{
    /// <returns><see cref="DatasetValidated"/> or <see cref="DatasetRejected"/>.</returns>
    public static object ToEvent(this DatasetResult result) =>
        result.Outcome == DatasetOutcome.Rejected
            ? new DatasetRejected(result.Dataset, result.Rows, result.Checks)
            : new DatasetValidated(
                result.Dataset,
                result.Outcome == DatasetOutcome.Flagged ? "flagged" : "passed",
                result.Rows,
                result.Checks
            );
}
