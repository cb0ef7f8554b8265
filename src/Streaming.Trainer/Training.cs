namespace Streaming.Trainer;

/// <summary>Events in, an artifact and an honest report out.</summary>
public static class Training
{
    /// <summary>Runs all steps. Takes seconds to a minute; the same request gives the same bytes.</summary>
    /// <param name="request">What to train on.</param>
    /// <param name="progress">Told of every step; may be called often.</param>
    /// <param name="cancellation">Checked between steps and between fits.</param>
    /// <exception cref="TrainingException">The data or the settings do not allow a training.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static TrainingResult Run(TrainingRequest request, IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default) =>
        new TrainingRun(request, progress, cancellation).Run();
}
