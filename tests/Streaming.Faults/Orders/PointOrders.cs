using System.Diagnostics;
using Streaming.Faults.Bugs;
using Streaming.Scorer;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Faults.Orders;

/// <summary>
/// Listens to the steps of the batches, on the threads that take them, and signals this process when the order given last comes due.
/// After SIGKILL no finally block runs and nothing is flushed, as when the machine takes the process away; after SIGSTOP it goes on when
/// the rest of the world has.
/// </summary>
internal sealed class PointOrders : IDisposable
{
    private readonly ActivityListener listener;
    private readonly Lock gate = new(); // a batch is read while the one before it commits
    private PointOrder? given;
    private PointOrder? armed;
    private int reached;

    public PointOrders()
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
    public void Give(PointOrder order)
    {
        lock (gate)
            given = order;
    }

    /// <summary>Takes one order per line until the lines end; says what is wrong with a line that is none.</summary>
    public void Follow(TextReader lines, TextWriter complaints)
    {
        while (lines.ReadLine() is { } line)
        {
            try
            {
                Give(PointOrder.Parse(line));
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
        if (step.Parent?.OperationName == OffsetsFirst.Alone)
            return;
        lock (gate)
        {
            if (step.OperationName == BatchTrace.Decode && !atEnd && given is not null)
                (armed, given, reached) = (given, null, 0);
            if (armed is not { Point: var point } || point.Step != step.OperationName || point.AtEnd != atEnd || ++reached < armed.After)
                return;
            var due = armed;
            armed = null;
            if (point.MostDelay == TimeSpan.Zero)
                SelfSignal.Send(due.Signal);
            else
                new Thread(() => SendLater(due)) { IsBackground = true, Priority = ThreadPriority.Highest }.Start();
        }
    }

    /// <summary>Waits busily: a sleep has no microseconds.</summary>
    private static void SendLater(PointOrder due)
    {
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < due.Delay; )
            Thread.SpinWait(20);
        SelfSignal.Send(due.Signal);
    }
}
