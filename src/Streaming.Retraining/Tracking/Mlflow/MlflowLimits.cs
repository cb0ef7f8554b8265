namespace Streaming.Retraining.Tracking.Mlflow;

/// <summary>What an MLflow server refuses beyond; the numbers are those of <c>mlflow/utils/validation.py</c> (3.17), the lower ones those
/// of older servers.</summary>
internal static class MlflowLimits
{
    /// <summary>Of one log-batch request.</summary>
    public const int MetricsPerBatch = 1000;

    /// <inheritdoc cref="MetricsPerBatch"/>
    public const int ParametersPerBatch = 100;

    /// <inheritdoc cref="MetricsPerBatch"/>
    public const int TagsPerBatch = 100;

    /// <summary>Metrics, parameters and tags of one log-batch request together.</summary>
    public const int EntriesPerBatch = 1000;

    /// <summary>The server refuses a log-batch body of more than 1,000,000 bytes; the rest is for the frame.</summary>
    public const int BytesPerBatch = 950_000;

    /// <summary>Characters of the key of a metric, parameter or tag.</summary>
    public const int KeyLength = 250;

    /// <summary>Characters of a tag's value; 8000 since MLflow 2.13, 5000 before.</summary>
    public const int TagLength = 5000;

    /// <summary>Runs or versions that one page of a search holds.</summary>
    public const int PageSize = 1000;
}
