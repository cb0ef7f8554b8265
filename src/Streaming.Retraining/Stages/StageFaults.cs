using Streaming.Training;

namespace Streaming.Retraining.Stages;

/// <summary>Faults of settings and data as what, where and remedy.</summary>
internal static class StageFaults
{
    /// <exception cref="StageException">A setting is out of range; names it, its value and what is allowed.</exception>
    public static void Check(TrainingPlan plan)
    {
        try
        {
            plan.Parameters.Validate();
            plan.Promotion.Validate();
        }
        catch (TrainingException refused)
        {
            throw new StageException(refused.Message, "params.yaml", "Set it to an allowed value, then start a new run.", refused);
        }
    }
}
