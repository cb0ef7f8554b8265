using Streaming.Trainer.Stages.Evaluation;
using Streaming.Trainer.Stages.Features;
using Streaming.Trainer.Stages.Split;
using Streaming.Trainer.Stages.Training;

namespace Streaming.Trainer.Stages;

/// <summary>The stages from events to evaluated candidates, in order.</summary>
public static class TrainingStages
{
    /// <param name="plan">What to train and how.</param>
    /// <param name="source">The events.</param>
    /// <param name="champion">Who serves now; null when nobody does.</param>
    /// <param name="clock">Measures fits and latency; nothing of it enters an artefact.</param>
    public static IReadOnlyList<IStage> Of(TrainingPlan plan, IEventSource source, ChampionInService? champion, TimeProvider clock) =>
        [new FeaturesStage(plan, source), new SplitStage(plan), new TrainingStage(plan, clock), new EvaluationStage(plan, champion, clock)];
}
