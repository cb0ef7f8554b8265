namespace Streaming.Trainer.Stages.Validation;

/// <summary>02: what of the history may be trained on.</summary>
public static class ValidationStage
{
    /// <summary>Number and name.</summary>
    public const string StageName = "02-validation";
}
