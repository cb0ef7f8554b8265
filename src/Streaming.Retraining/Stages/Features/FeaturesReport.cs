using Streaming.Features;
using Streaming.Features.SingleEvent;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>What the rows hold, for people.</summary>
/// <param name="Orders">Delivered orders, one row each.</param>
/// <param name="Labelled">Of them with a review.</param>
/// <param name="Served">Of them with the vector that the live scorer used.</param>
/// <param name="ServedOtherwise">Of these whose vector this program would compute otherwise: skew, which nobody should see.</param>
/// <param name="Missing">Share of missing values per feature.</param>
public sealed record FeaturesReport(
    int Orders,
    int Open,
    int Labelled,
    int Reviews,
    int Served,
    int ServedOtherwise,
    IReadOnlyDictionary<string, double> Missing
)
{
    internal static FeaturesReport Of(ReplayedHistory history, int labelled) =>
        new(
            history.Orders.Count,
            history.Orders.Count(order => order.IsOpen),
            labelled,
            history.Reviews,
            history.Served,
            history.ServedOtherwise,
            FeatureSchema
                .All.Select(
                    (feature, index) =>
                        (
                            feature.Name,
                            Share: history.Orders.Count(order => float.IsNaN(order.Values[index]) && order.Categories[index] is null)
                                / (double)history.Orders.Count
                        )
                )
                .ToDictionary(one => one.Name, one => one.Share)
        );
}
