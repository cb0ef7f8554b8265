using System.Diagnostics;
using Streaming.Faults.Bugs;
using Streaming.Scorer;

namespace Streaming.Faults.Kills;

/// <summary>
/// Listens to the steps of the batches, on the threads that take them, and ends the process by SIGKILL when the order given last comes due. No
/// finally block runs and nothing is flushed, as when the machine takes the process away.
/// </summary>
internal sealed class KillOrders : IDisposable
{
    private readonly ActivityListener listener;
    private readonly Lock gate = new(); // a batch is read while the one before it commits
    private KillOrder? given;
    private KillOrder? armed;
    private int reached;

    public KillOrders()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BatchTrace.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
            ActivityStarted = step => Reach(step, atEnd: false),
            ActivityStopped = step => Reach(step, atEnd: true),
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Holds from the next batch on, in place of an order given before. From any thread.</summary>
    public void Give(KillOrder order)
    {
        lock (gate) given = order;
    }

    /// <summary>Takes one order per line until the lines end; says what is wrong with a line that is none.</summary>
    public void Follow(TextReader lines, TextWriter complaints)
    {
        while (lines.ReadLine() is { } line)
        {
            try
            {
                Give(KillOrder.Parse(line));
            }
            catch (FormatException wrong)
            {
                complaints.WriteLine(wrong.Message);
            }
        }
    }

    public void Dispose() => listener.Dispose();

    private void Reach(Activity step, bool atEnd)
    {
        if (step.Parent?.OperationName == OffsetsFirst.Alone) return;
        lock (gate)
        {
            if (step.OperationName == BatchTrace.Decode && !atEnd && given is not null) (armed, given, reached) = (given, null, 0);
            if (armed is not { Point: var point } || point.Step != step.OperationName || point.AtEnd != atEnd || ++reached < armed.After) return;
            var delay = armed.Delay;
            armed = null;
            if (point.MostDelay == TimeSpan.Zero) Die();
            new Thread(() => DieAfter(delay)) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
        }
    }

    /// <summary>Waits busily: a sleep has no microseconds.</summary>
    private static void DieAfter(TimeSpan delay)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < delay;) Thread.SpinWait(20);
        Die();
    }

    private static void Die() => Process.GetCurrentProcess().Kill();
}
