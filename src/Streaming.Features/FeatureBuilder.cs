using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Features.SingleEvent;

namespace Streaming.Features;

/// <summary>One order and the histories to its features: the one implementation that trains and scores.</summary>
public static class FeatureBuilder
{
    /// <summary>
    /// Fills <paramref name="row"/> for the delivery. Every event up to five minutes before the delivery must have been observed by
    /// <paramref name="histories"/>; whether the delivery itself has, and what came after it, changes nothing. Allocates nothing once the
    /// days
    /// are closed; after a restore, what it reads for the first time is unpacked.
    /// </summary>
    public static void Build(OrderDelivered order, HistoryTable histories, FeatureRow row) =>
        Build(order, histories, histories.Read(order), row);

    /// <summary>
    /// The same for an order that somebody asks about and that no log need hold. It reads the days that are closed and closes none, so that
    /// nothing it says of itself can change
    /// what others read. An order that was logged and whose days are closed gets the very bits that <see cref="Build(OrderDelivered,
    /// HistoryTable, FeatureRow)"/> gives.
    /// </summary>
    /// <param name="absent">What the asker did not say: the features that follow from it are missing, whatever <paramref name="order"/>
    /// holds in its place.</param>
    public static void BuildAsked(OrderDelivered order, AbsentFacts absent, HistoryTable histories, FeatureRow row)
    {
        Build(order, histories, histories.ReadClosed(order), row);
        absent.BlankIn(row);
    }

    private static void Build(OrderDelivered order, HistoryTable histories, HistoryReading reading, FeatureRow row)
    {
        var to = new FeatureWriter(row.Values, row.Categories);
        SingleEventFeatures.Write(order, ref to);
        to.Add(histories.IsReviewAlreadyIn(order));
        new HistoryFeatures(order, reading).Write(ref to);
        if (to.Count != FeatureSchema.All.Count)
            throw new InvalidOperationException($"{to.Count} features were written, the schema names {FeatureSchema.All.Count}");
    }
}
