namespace Streaming.Audit;

/// <summary>Prepares something before its first use, once per process. Safe to use from any thread.</summary>
/// <param name="prepare">A failure is not remembered: the next use tries again.</param>
public sealed class PreparedOnce(Func<CancellationToken, Task> prepare) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile bool isPrepared;

    /// <summary>Returns when it is prepared.</summary>
    public Task EnsureAsync(CancellationToken cancellation) => isPrepared ? Task.CompletedTask : PrepareAsync(cancellation);

    public void Dispose() => gate.Dispose();

    private async Task PrepareAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            if (isPrepared)
                return;
            await prepare(cancellation).ConfigureAwait(false);
            isPrepared = true;
        }
        finally
        {
            gate.Release();
        }
    }
}
