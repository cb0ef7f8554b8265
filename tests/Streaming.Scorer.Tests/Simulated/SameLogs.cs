using Streaming.Audit;
using Streaming.Features.Histories;
using Streaming.Scorer.Logs;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>Of a cluster that makes no topic anew and removes nothing.</summary>
internal sealed class SameLogs : ILogChanges
{
    public Task LookForCuts() => Task.CompletedTask;

    public void Begin(HistoryTable table, Task looked, CancellationToken stop) { }

    public void LookAt(HistoryTable table) { }

    public Task AskAgain(bool isNeeded) => Task.CompletedTask;

    public void ThrowIfMadeAnew(Task asked, CancellationToken stop) { }
}
