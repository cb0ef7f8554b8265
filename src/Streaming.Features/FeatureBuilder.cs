using Streaming.Contracts.Events;
using Streaming.Features.Histories;

namespace Streaming.Features;

/// <summary>One order and the histories to its features: the one implementation that trains and scores.</summary>
public static class FeatureBuilder
{
    /// <summary>Fills <paramref name="row"/> for the delivery. Every event up to five minutes before the delivery must have been observed by <paramref name="histories"/>.</summary>
    public static void Build(OrderDelivered order, HistoryTable histories, FeatureRow row) => throw new NotImplementedException($"{order}{histories}{row}");
}
