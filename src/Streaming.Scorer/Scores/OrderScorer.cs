using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Features.Predecessor;
using Streaming.Models;

namespace Streaming.Scorer.Scores;

/// <summary>Order and histories to score: the one path of the live loop, of offline scoring and of orders that are asked about. Not
/// thread-safe.</summary>
public sealed class OrderScorer
{
    private static readonly int ReviewAlreadyIn = FeatureSchema.IndexOf("review_already_in");

    /// <summary>Features of the order scored last, categories included; overwritten by the next.</summary>
    public FeatureRow Row { get; } = new();

    /// <summary>The score of a delivered order; closes days of the histories as the stream does.</summary>
    /// <param name="order">Keeps the contract.</param>
    /// <param name="histories">Have passed the order.</param>
    /// <param name="model">Scores, and encodes the categories.</param>
    /// <param name="reasonCount">Reasons at most; 0 computes none.</param>
    public ScoredOrder Score(OrderDelivered order, HistoryTable histories, ServingModel model, int reasonCount)
    {
        FeatureBuilder.Build(order, histories, Row);
        var score = ScoreRow(model, reasonCount, out var reasons);
        return new ScoredOrder(order, score, reasons, [.. Row.Values], Row.Values[ReviewAlreadyIn] > 0);
    }

    /// <summary>The same for an order that no log need hold; closes no day of the histories.</summary>
    public AskedScore ScoreAsked(OrderDelivered order, AbsentFacts absent, HistoryTable histories, ServingModel model, int reasonCount)
    {
        FeatureBuilder.BuildAsked(order, absent, histories, Row);
        return Asked(model, reasonCount);
    }

    /// <summary>The same for an order of which only the predecessor's fields are known.</summary>
    public AskedScore ScoreAsked(PredecessorBody body, HistoryTable histories, ServingModel model, int reasonCount)
    {
        PredecessorRow.Fill(body, histories, Row);
        return Asked(model, reasonCount);
    }

    private AskedScore Asked(ServingModel model, int reasonCount)
    {
        var score = ScoreRow(model, reasonCount, out var reasons);
        var alreadyIn = Row.Values[ReviewAlreadyIn];
        return new AskedScore(score, reasons, float.IsNaN(alreadyIn) ? null : alreadyIn > 0, MissingFeatures());
    }

    private Score ScoreRow(ServingModel model, int reasonCount, out IReadOnlyList<Reason> reasons)
    {
        model.Categories.Encode(Row);
        reasons = [];
        return reasonCount > 0 ? model.Score(Row.Values, reasonCount, out reasons) : model.Score(Row.Values);
    }

    /// <summary>A category that the model has never seen is not missing.</summary>
    private List<int> MissingFeatures()
    {
        var missing = new List<int>();
        for (var feature = 0; feature < Row.Values.Length; feature++)
            if (float.IsNaN(Row.Values[feature]) && Row.Categories[feature] is null)
                missing.Add(feature);
        return missing;
    }
}
