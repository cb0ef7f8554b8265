using Streaming.Contracts;

namespace Streaming.Kafka.Wire;

/// <summary>
/// Ids that could not be used when they were asked for last, each for a while: the registry may have lagged or been wrong. An id that stays
/// unusable is asked for less and less often. Bounded, thread-safe.
/// </summary>
internal sealed class DoubtfulIds(TimeProvider time)
{
    /// <summary>Garbage that looks like a frame names ids at random: beyond this the oldest half is forgotten.</summary>
    private const int Most = 10_000;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly Dictionary<WriterId, Doubt> doubts = [];

    /// <summary>Why the id is not asked for now; null when it is.</summary>
    public ContractException? Find(WriterId id)
    {
        lock (gate)
        {
            return doubts.TryGetValue(id, out var doubt) && time.GetElapsedTime(doubt.Since) < doubt.Pause
                ? new ContractException(doubt.Why.ReasonCode, doubt.Why.Message)
                : null;
        }
    }

    public bool Contains(WriterId id)
    {
        lock (gate)
            return doubts.ContainsKey(id);
    }

    /// <param name="why">What records of the id are told until then.</param>
    /// <param name="first">The pause; with <paramref name="grows"/> doubled for every time that the id was noted before, up to half a
    /// minute.</param>
    public void Note(WriterId id, ContractException why, TimeSpan first, bool grows)
    {
        lock (gate)
        {
            var pause = grows && doubts.TryGetValue(id, out var before) ? before.Pause * 2 : first;
            if (doubts.Count >= Most && !doubts.ContainsKey(id))
            {
                foreach (var old in doubts.OrderBy(doubt => doubt.Value.Since).Take(Most / 2).Select(doubt => doubt.Key).ToList())
                    doubts.Remove(old);
            }

            doubts[id] = new Doubt(why, time.GetTimestamp(), !grows || pause < LongestPause ? pause : LongestPause);
        }
    }

    public void Remove(WriterId id)
    {
        lock (gate)
            doubts.Remove(id);
    }

    private sealed record Doubt(ContractException Why, long Since, TimeSpan Pause);
}
