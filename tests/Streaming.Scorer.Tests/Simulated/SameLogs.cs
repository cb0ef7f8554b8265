using Streaming.Features.Histories;
using Streaming.Scorer.Logs;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>Of a cluster that makes no topic anew and removes nothing.</summary>
internal sealed class SameLogs : ILogChanges
{
    public void Begin(HistoryTable table)
    {
    }

    public void LookAt(HistoryTable table)
    {
    }

    public Task AskAgain(bool isNeeded) => Task.CompletedTask;

    public void ThrowIfMadeAnew(Task asked, CancellationToken stop)
    {
    }
}
