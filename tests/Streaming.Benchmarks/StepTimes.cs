using System.Diagnostics;
using Streaming.Retraining.Tracking.Mlflow;
using Streaming.Scorer;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Benchmarks;

/// <summary>Adds up the spans of the scoring loop by step.</summary>
internal sealed class StepTimes : IDisposable
{
    private readonly ActivityListener listener;
    private readonly Lock gate = new();
    private readonly Dictionary<string, TimeSpan> byStep = [];
    private long firstAt;
    private long lastAt;

    public StepTimes()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BatchTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = _ => Interlocked.CompareExchange(ref firstAt, Stopwatch.GetTimestamp(), 0),
            ActivityStopped = Add,
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>From the begin of the first span to the end of the last.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(firstAt, lastAt);

    public int Batches { get; private set; }

    public IReadOnlyDictionary<string, TimeSpan> ByStep
    {
        get
        {
            lock (gate)
                return new Dictionary<string, TimeSpan>(byStep);
        }
    }

    public void Dispose() => listener.Dispose();

    private void Add(Activity span)
    {
        lock (gate)
        {
            lastAt = Stopwatch.GetTimestamp();
            byStep[span.OperationName] = byStep.GetValueOrDefault(span.OperationName) + span.Duration;
            if (span.OperationName == BatchTrace.Commit)
                Batches++;
        }
    }
}
