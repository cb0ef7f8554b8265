using Streaming.Features.Histories;

namespace Streaming.Scorer.Histories;

/// <summary>Events that the histories did not take as they came.</summary>
/// <param name="TooOld">Older than everything that is remembered, and left out.</param>
/// <param name="Late">Came beyond the bounds of arrival, and count on a later day than their own.</param>
/// <param name="ReviewsRefused">Reviews that break the contract or could not be counted, and are left out.</param>
internal readonly record struct DroppedEvents(long TooOld, long Late, long ReviewsRefused)
{
    public static DroppedEvents operator +(DroppedEvents one, DroppedEvents other) =>
        new(one.TooOld + other.TooOld, one.Late + other.Late, one.ReviewsRefused + other.ReviewsRefused);

    public static DroppedEvents operator -(DroppedEvents one, DroppedEvents other) =>
        new(one.TooOld - other.TooOld, one.Late - other.Late, one.ReviewsRefused - other.ReviewsRefused);
}

/// <summary>
/// What the histories dropped since the window before, so that each event is reported in one window that was committed, and in no other.
/// What was dropped while the logs were read to their ends is not reported: an artifact's history meets what it has long forgotten, as it
/// must. For the loop's thread.
/// </summary>
internal sealed class HistoryTally(HistoryTable table)
{
    private bool hasBegun;
    private DroppedEvents reported;
    private DroppedEvents committed;

    /// <summary>Reviews that were refused so far; the other two the table counts.</summary>
    public long ReviewsRefused { get; set; }

    private DroppedEvents Now => new(table.TooOldEvents, table.LateEvents, ReviewsRefused);

    /// <summary>From now on is counted. Called once the logs were read to their ends.</summary>
    public void Begin() => (hasBegun, reported, committed) = (true, Now, Now);

    /// <summary>For the window that is being closed.</summary>
    /// <returns>What came since the last call; null where nothing is counted.</returns>
    public DroppedEvents? Take()
    {
        if (!hasBegun)
            return null;
        var now = Now;
        var taken = now - reported;
        reported = now;
        return taken;
    }

    /// <summary>The window that reports them is committed.</summary>
    public void Commit(DroppedEvents taken) => committed += taken;

    /// <summary>What was taken and not committed is taken again by the next window.</summary>
    public void Rewind() => reported = committed;
}
