namespace Streaming.Console.DeadLetters;

/// <summary>A release, or a trial of one, that somebody has asked for. Written by the task that releases, read by pages.</summary>
/// <param name="form">The form that asked: sent twice, it is one release.</param>
public sealed class ReleaseRun(string form, ReleaseRequest request, DateTimeOffset startedAt)
{
    /// <summary>Orders that are kept by name; all are counted.</summary>
    private const int MostNamed = 100;

    private readonly Lock gate = new();
    private readonly List<ReleasedOrder> named = [];
    private readonly SortedDictionary<string, int> tiers = new(StringComparer.Ordinal);

    public string Form => form;

    public ReleaseRequest Request => request;

    public DateTimeOffset StartedAt => startedAt;

    /// <summary>Orders released, or that would be.</summary>
    public int Released { get; private set; }

    /// <summary>Orders that stay parked.</summary>
    public int StillParked { get; private set; }

    /// <summary>Letters that were given up, or would be.</summary>
    public int Discarded { get; private set; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>Why it ended before its end, in words; null when it did not.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Scored letters by tier.</summary>
    public IReadOnlyList<(string Tier, int Letters)> Outcomes
    {
        get
        {
            lock (gate)
                return [.. tiers.Select(tier => (tier.Key, tier.Value))];
        }
    }

    /// <summary>The first of them; those that stay parked before the others.</summary>
    public IReadOnlyList<ReleasedOrder> Orders
    {
        get
        {
            lock (gate)
                return [.. named.OrderBy(order => order.IsReleased)];
        }
    }

    internal void Add(ReleasedOrder order)
    {
        lock (gate)
        {
            if (order.IsReleased)
                Released++;
            else
                StillParked++;
            Discarded += order.Discarded;
            foreach (var tier in order.Tiers)
                tiers[tier] = tiers.GetValueOrDefault(tier) + 1;
            if (named.Count < MostNamed)
                named.Add(order);
        }
    }

    internal void End(string? why, DateTimeOffset at)
    {
        lock (gate)
            (Trouble, EndedAt) = (why, at);
    }
}
