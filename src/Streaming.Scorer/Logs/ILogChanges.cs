using Streaming.Features.Histories;
using Streaming.Kafka.Logs;

namespace Streaming.Scorer.Logs;

/// <summary>What the scoring loop asks about the logs beneath it. For the loop's thread.</summary>
internal interface ILogChanges
{
    /// <summary>Begins to look for what retention has cut before it was scored, beside the reading of the histories. Never fails.</summary>
    Task LookForCuts();

    /// <summary>Once, after the histories were read to their end and before the group is joined.</summary>
    /// <param name="table">As read.</param>
    /// <param name="looked">Of <see cref="LookForCuts"/>; waited for.</param>
    /// <param name="stop">Ends the waiting.</param>
    void Begin(HistoryTable table, Task looked, CancellationToken stop);

    /// <summary>After each step.</summary>
    void LookAt(HistoryTable table);

    /// <summary>Begins to ask whether the topics are still the same, after a batch was polled: it is processed meanwhile.</summary>
    Task AskAgain(bool isNeeded);

    /// <summary>Before the batch goes to its commit: what was polled of another topic than before must not be committed.</summary>
    /// <exception cref="TopicMadeAnewException">A topic is another one than before.</exception>
    void ThrowIfMadeAnew(Task asked, CancellationToken stop);
}
