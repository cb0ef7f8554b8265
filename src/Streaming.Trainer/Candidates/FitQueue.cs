namespace Streaming.Trainer.Candidates;

/// <summary>
/// Two workers side by side. ML.NET lets one LightGBM fit at a time into its native library, so one worker takes those first and then helps the other with the rest; each job's
/// result is its own, so that the order of finishing changes nothing.
/// </summary>
internal static class FitQueue
{
    /// <param name="native">Jobs that must not run beside each other.</param>
    /// <param name="others">Jobs that may.</param>
    /// <exception cref="OperationCanceledException">A job was cancelled; any other exception of a job comes as it is.</exception>
    public static void Run(IEnumerable<Action> native, IEnumerable<Action> others)
    {
        var first = new Queue<Action>(native);
        var rest = new Queue<Action>(others);
        var taking = new Lock();
        using var failed = new CancellationTokenSource();
        Action? Next(bool takesNative)
        {
            lock (taking)
            {
                if (failed.IsCancellationRequested) return null;
                return takesNative && first.TryDequeue(out var one) ? one : rest.TryDequeue(out var other) ? other : null;
            }
        }

        void Work(bool takesNative)
        {
            try
            {
                while (Next(takesNative) is { } job) job();
            }
            catch
            {
                failed.Cancel();
                throw;
            }
        }

        Task[] workers = [Task.Run(() => Work(true), CancellationToken.None), Task.Run(() => Work(false), CancellationToken.None)];
        try
        {
            Task.WaitAll(workers);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
