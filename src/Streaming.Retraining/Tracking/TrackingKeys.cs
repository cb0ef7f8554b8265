namespace Streaming.Retraining.Tracking;

/// <summary>Tags by which what we wrote to a server is found again, and MLflow's own that its pages read.</summary>
internal static class TrackingKeys
{
    /// <summary>Our run id, on the run itself only: a search for it finds one.</summary>
    public const string Run = "streaming.run_id";

    /// <summary>Key of a nested run within its run.</summary>
    public const string Child = "streaming.candidate";

    /// <summary>On the run that stands for a version that no training run here made.</summary>
    public const string Registration = "streaming.registration";

    /// <summary>Version in our registry.</summary>
    public const string Version = "streaming.version";

    public const string Sha256 = "streaming.sha256";

    /// <summary>Number of the decision by which the alias stands where it stands.</summary>
    public const string Decision = "streaming.decision_number";

    /// <summary>What the export left out.</summary>
    public const string LeftOut = "streaming.left_out";

    public const string Parent = "mlflow.parentRunId";
    public const string Note = "mlflow.note.content";
    public const string SourceName = "mlflow.source.name";
    public const string SourceType = "mlflow.source.type";
    public const string User = "mlflow.user";

    /// <summary>The alias that names the version in service.</summary>
    public const string Champion = "champion";
}
