using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Models;

namespace Streaming.Scorer.Scores;

/// <summary>Order and histories to score: the one path of the live loop and of batch scoring. Not thread-safe.</summary>
internal sealed class OrderScorer
{
    private static readonly int ReviewAlreadyIn = FeatureSchema.IndexOf("review_already_in");

    /// <summary>Features of the order scored last, categories included; overwritten by the next.</summary>
    public FeatureRow Row { get; } = new();

    public ScoredOrder Score(OrderDelivered order, HistoryTable histories, ServingModel model, int reasonCount)
    {
        FeatureBuilder.Build(order, histories, Row);
        model.Categories.Encode(Row);
        IReadOnlyList<Reason> reasons = [];
        var score = reasonCount > 0 ? model.Score(Row.Values, reasonCount, out reasons) : model.Score(Row.Values);
        return new ScoredOrder(order, score, reasons, [.. Row.Values], Row.Values[ReviewAlreadyIn] > 0);
    }
}
