using Streaming.Retraining.Stages.Evaluation;
using Streaming.Retraining.Stages.Features;
using Streaming.Retraining.Stages.Split;
using Streaming.Retraining.Stages.Training;
using Streaming.Training;

namespace Streaming.Retraining.Stages;

/// <summary>The stages from events to evaluated candidates, in order.</summary>
public static class StagesFromEvents
{
    /// <param name="plan">What to train and how.</param>
    /// <param name="source">The events.</param>
    /// <param name="champion">Who serves now; null when nobody does.</param>
    /// <param name="clock">Measures fits and latency; nothing of it enters an artifact.</param>
    public static IReadOnlyList<IStage> Of(TrainingPlan plan, IEventSource source, ChampionInService? champion, TimeProvider clock) =>
        [new FeaturesStage(plan, source), new SplitStage(plan), new TrainingStage(plan, clock), new EvaluationStage(plan, champion, clock)];
}
