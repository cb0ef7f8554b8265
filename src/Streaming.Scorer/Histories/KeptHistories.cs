using Confluent.Kafka;
using Streaming.Features.Histories;
using Streaming.Models;

namespace Streaming.Scorer.Histories;

/// <summary>The history table of a process: from its snapshot or else from the model's artifact at a start, saved while it is followed.
/// For one thread.</summary>
public sealed class KeptHistories(HistorySnapshots snapshots)
{
    private HistoryTable? table;

    /// <summary>The table as it was left; at a start, or after <see cref="Forget"/>, the one to begin with.</summary>
    /// <exception cref="KafkaException">The broker does not answer, so nobody can tell whether the snapshot is of these topics.</exception>
    public HistoryTable Load(ServingModel model) => table ??= snapshots.Load() ?? model.LoadHistories();

    /// <summary>The topics are others than before: what was read and saved of them is given up.</summary>
    public void Forget()
    {
        table = null;
        snapshots.Forget();
    }

    /// <summary>Saves when the interval has passed and the table knows all that it lacks.</summary>
    public void SaveIfDue(HistoryFollower follower)
    {
        if (follower.MaySave)
            snapshots.SaveIfDue(follower.Table);
    }

    /// <summary>Saves now and waits until it is on disk, unless the table lacks a record that nobody would know of.</summary>
    public void Save(HistoryFollower follower)
    {
        if (follower.MaySave)
            snapshots.Save(follower.Table);
    }
}
