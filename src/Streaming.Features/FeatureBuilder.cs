using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Features.SingleEvent;

namespace Streaming.Features;

/// <summary>One order and the histories to its features: the one implementation that trains and scores.</summary>
public static class FeatureBuilder
{
    /// <summary>
    /// Fills <paramref name="row"/> for the delivery. Every event up to five minutes before the delivery must have been observed by
    /// <paramref name="histories"/>; whether the delivery itself has, and what came after it, changes nothing. Allocates nothing once the days
    /// are closed; after a restore, what it reads for the first time is unpacked.
    /// </summary>
    public static void Build(OrderDelivered order, HistoryTable histories, FeatureRow row)
    {
        var to = new FeatureWriter(row.Values, row.Categories);
        SingleEventFeatures.Write(order, ref to);
        to.Add(histories.IsReviewAlreadyIn(order));
        new HistoryFeatures(order, histories.Read(order)).Write(ref to);
        if (to.Count != FeatureSchema.All.Count)
            throw new InvalidOperationException($"{to.Count} features were written, the schema names {FeatureSchema.All.Count}");
    }
}
