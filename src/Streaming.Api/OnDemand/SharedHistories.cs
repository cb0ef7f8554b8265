using Streaming.Features.Histories;
using Streaming.Models.Policy;

namespace Streaming.Api.OnDemand;

/// <summary>
/// One history table between the thread that follows the topics and those that answer questions: one of them has it at a time. Questions
/// wait without a thread, and no more
/// of them than allowed. Thread-safe.
/// </summary>
/// <param name="mostWaiting">Questions that may wait or be answered at once.</param>
internal sealed class SharedHistories(int mostWaiting) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private HistoryTable? table;
    private int asking;

    /// <summary>True once there is a table to read.</summary>
    public bool IsOpen => Volatile.Read(ref table) is not null;

    /// <summary>Questions that wait or are being answered.</summary>
    public int Asking => Volatile.Read(ref asking);

    /// <summary>Lets questions in. Before that the table is the follower's own.</summary>
    public void Open(HistoryTable followed) => Volatile.Write(ref table, followed);

    /// <summary>Lets no question in until a table is opened again; those under way end first.</summary>
    public void Close(CancellationToken stop) => Change(() => Volatile.Write(ref table, null), stop);

    /// <summary>Has the table to itself while <paramref name="work"/> runs. For the follower.</summary>
    public void Change(Action work, CancellationToken stop)
    {
        gate.Wait(stop);
        try
        {
            work();
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Reads the table alone.</summary>
    /// <exception cref="NotReadyException">There is none yet.</exception>
    /// <exception cref="TooManyWaitingException">Too many ask.</exception>
    public async ValueTask<T> ReadAsync<T>(Func<HistoryTable, T> read, CancellationToken cancellation)
    {
        if (Volatile.Read(ref table) is not { } open)
            throw new NotReadyException("the histories are being read");
        if (Interlocked.Increment(ref asking) > mostWaiting)
        {
            Interlocked.Decrement(ref asking);
            throw new TooManyWaitingException(mostWaiting);
        }

        try
        {
            await gate.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                return read(open);
            }
            finally
            {
                gate.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref asking);
        }
    }

    public void Dispose() => gate.Dispose();
}
