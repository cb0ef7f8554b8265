namespace Streaming.Features.Histories;

/// <summary>All counts of closed days with the keys they are kept by.</summary>
internal sealed class ClosedDays
{
    public const int Buckets = 40;

    public KeyTable[] Keys { get; } = [new(), new(), new(), new()];

    /// <summary>The keys of remembered orders, equal ones once.</summary>
    public SharedKeySets KeySets { get; } = new();

    /// <summary>All reviews, each on its own day, by seller, product and category.</summary>
    public CountBlock[] Reviews { get; } = [new(ReviewColumns.Width), new(ReviewColumns.Width), new(ReviewColumns.Width)];

    /// <summary>Deliveries by seller.</summary>
    public CountBlock Deliveries { get; } = new(DeliveryColumns.Width);

    /// <summary>Joined reviews with their residuals, by every kind of key.</summary>
    public CountBlock[] Joined { get; } =
    [new(JoinedColumns.Width), new(JoinedColumns.Width), new(JoinedColumns.Width), new(JoinedColumns.Width)];

    /// <summary>Joined reviews by bucket of lateness and basket.</summary>
    public CountBlock Expectations { get; } = new(BucketColumns.Width);

    /// <summary>Every block with the number of the key table it is kept by; -1 for buckets, which need none.</summary>
    public IEnumerable<(CountBlock Block, int Keys)> Blocks()
    {
        for (var kind = 0; kind < Reviews.Length; kind++)
            yield return (Reviews[kind], kind);
        yield return (Deliveries, (int)KeyKind.Seller);
        for (var kind = 0; kind < Joined.Length; kind++)
            yield return (Joined[kind], kind);
        yield return (Expectations, KeyTable.Unknown);
    }
}
