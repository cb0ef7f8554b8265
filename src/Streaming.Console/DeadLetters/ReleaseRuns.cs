using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Kafka.Clients;
using Streaming.Web;

namespace Streaming.Console.DeadLetters;

/// <summary>
/// Releases that people ask this process for, beside the request and one at a time: a release fences every other one of the group.
/// Thread-safe.
/// </summary>
public sealed class ReleaseRuns(
    DeadLetterWatch watch,
    TimeProvider clock,
    IHostApplicationLifetime process,
    ILogger<ReleaseRuns> log,
    IDeadLetters? letters = null
)
{
    private const int MostKept = 20;

    private readonly Lock gate = new();
    private readonly LinkedList<ReleaseRun> kept = [];

    /// <summary>The latest first.</summary>
    public IReadOnlyList<ReleaseRun> Latest
    {
        get
        {
            lock (gate)
                return [.. kept.Reverse()];
        }
    }

    /// <summary>Begins a release or a trial. The same form again begins nothing.</summary>
    /// <returns>Why it cannot begin, in words; null when it has.</returns>
    public string? Begin(string form, ReleaseRequest request)
    {
        if (letters is null)
            return "this process does not read the topics";
        ReleaseRun run;
        lock (gate)
        {
            if (kept.Any(other => other.Form == form))
                return null;
            if (kept.Any(other => other.EndedAt is null))
                return "another release is running; wait until it has ended";
            run = new ReleaseRun(form, request, clock.GetUtcNow());
            kept.AddLast(run);
            if (kept.Count > MostKept)
                kept.RemoveFirst();
        }

        _ = Task.Run(() => RunAsync(letters, run, process.ApplicationStopping), CancellationToken.None);
        return null;
    }

    private async Task RunAsync(IDeadLetters source, ReleaseRun run, CancellationToken stop)
    {
        string? trouble = null;
        try
        {
            await foreach (var order in source.ReleaseAsync(run.Request, stop))
                run.Add(order);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            trouble = "the process was stopped; what was released stays released";
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            log.LogWarning(fault, "A release of {Scope} ended before its end", run.Request.Scope);
            trouble = KafkaReason.Of(fault) ?? FailureReason.Of(fault) ?? "the log of this process has the reason";
        }

        watch.Forget();
        run.End(trouble, clock.GetUtcNow());
    }
}
