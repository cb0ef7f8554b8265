using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Features;
using Streaming.Scorer.DeadLetters;
using Streaming.Scorer.Histories;

namespace Streaming.Api.OnDemand;

/// <summary>
/// Keeps a shared table up with the topics, a little at a time so that no question waits long. Only here are days closed, and only when
/// everything that counts on them has been
/// read: a question reads what is closed. For one thread.
/// </summary>
internal sealed class TableFollower(HistoryFollower histories, DeadLetterFollower deadLetters, SharedHistories shared)
{
    /// <summary>Some two milliseconds of counting.</summary>
    private const int AtOnce = 500;

    private const int LettersAtOnce = 1_000;

    private (LocalTime Moment, List<TopicPartitionOffset> Ends)? closing;

    /// <summary>One turn.</summary>
    /// <returns>False when nothing new had arrived.</returns>
    public bool Turn(CancellationToken stop)
    {
        deadLetters.Drain(LettersAtOnce); // first: what was refused must not be counted
        histories.FollowNewPartitionsIfDue();
        var read = 0;
        shared.Change(() => read = histories.Drain(AtOnce), stop);
        CloseDays(stop);
        return read > 0;
    }

    /// <summary>The ends are asked after the moment was seen: whoever published it had everything up to five minutes before it
    /// acknowledged.</summary>
    private void CloseDays(CancellationToken stop)
    {
        var table = histories.Table;
        if (closing is null && table.HasDaysToClose)
            closing = (table.Reached!.Value, histories.Ends());
        if (closing is not { } due || !histories.HasReached(due.Ends, FeatureTime.MustHavePassed(due.Moment)))
            return;
        shared.Change(() => table.CloseDays(due.Moment), stop);
        closing = null;
    }
}
