namespace Streaming.Trainer;

/// <summary>Tells where the training stands and how long each step took. One step at a time; its parts may tell from several threads.</summary>
internal sealed class StepClock(TimeProvider clock, IProgress<TrainingProgress>? progress)
{
    private readonly List<StepTiming> timings = [];
    private readonly Lock telling = new();
    private double told;
    private string step = "";
    private double from;
    private double to;

    public IReadOnlyList<StepTiming> Timings => timings;

    /// <summary>Runs a step that takes the training to <paramref name="done"/> of its whole.</summary>
    public T Run<T>(string name, double done, Func<T> work)
    {
        step = name;
        from = to;
        to = done;
        var started = clock.GetTimestamp();
        var result = work();
        timings.Add(new StepTiming(name, clock.GetElapsedTime(started)));
        return result;
    }

    /// <summary>Reports a share of the whole that never goes back.</summary>
    public void Tell(string detail, double shareOfStep = 0)
    {
        lock (telling)
        {
            told = Math.Max(told, from + (to - from) * shareOfStep);
            progress?.Report(new TrainingProgress(step, detail, told));
        }
    }
}
