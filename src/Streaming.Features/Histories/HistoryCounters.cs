namespace Streaming.Features.Histories;

/// <summary>How many events were counted, and how many were not, since the table was made or loaded.</summary>
/// <param name="Deliveries">Deliveries counted, corrections among them.</param>
/// <param name="Reviews">Reviews counted, corrections among them.</param>
/// <param name="Duplicates">Ignored: the same event again, an event known from an artifact's histories included.</param>
/// <param name="LowerVersions">Ignored: a lower version, or the same version of an order with another id.</param>
/// <param name="Corrections">Counted in place of a lower version.</param>
/// <param name="Late">Counted on a later day than their own, because they came beyond the bound or on a closed day.</param>
/// <param name="TooOld">Ignored: from more than 400 days before the first day that is still open.</param>
/// <param name="TooMany">Ignored: their order has <see cref="HistoryTable.MostVersions"/> counted versions or
/// <see cref="HistoryTable.MostReviews"/> counted reviews already.</param>
public sealed record HistoryCounters(
    long Deliveries,
    long Reviews,
    long Duplicates,
    long LowerVersions,
    long Corrections,
    long Late,
    long TooOld = 0,
    long TooMany = 0
);

/// <summary>The running counts behind <see cref="HistoryCounters"/>.</summary>
internal sealed class EventCounts
{
    public long Deliveries { get; set; }

    public long Reviews { get; set; }

    public long Duplicates { get; set; }

    public long LowerVersions { get; set; }

    public long Corrections { get; set; }

    public long Late { get; set; }

    public long TooOld { get; set; }

    public long TooMany { get; set; }

    public HistoryCounters ToCounters() => new(Deliveries, Reviews, Duplicates, LowerVersions, Corrections, Late, TooOld, TooMany);
}
