using Streaming.Features;
using Streaming.Features.SingleEvent;
using Streaming.Training.Replay;

namespace Streaming.Retraining.Stages.Features;

/// <summary>What the rows hold, for people.</summary>
public sealed record FeaturesReport
{
    /// <summary>Delivered orders, one row each.</summary>
    public required int Orders { get; init; }

    public required int Open { get; init; }

    /// <summary>Of them with a review.</summary>
    public required int Labelled { get; init; }

    public required int Reviews { get; init; }

    /// <summary>Of them with the vector that the live scorer used.</summary>
    public required int Served { get; init; }

    /// <summary>Of these whose vector this program would compute otherwise: skew, which nobody should see.</summary>
    public required int ServedOtherwise { get; init; }

    /// <summary>Share of missing values per feature.</summary>
    public required IReadOnlyDictionary<string, double> Missing { get; init; }

    internal static FeaturesReport Of(ReplayedHistory history, int labelled) =>
        new FeaturesReport
        {
            Orders = history.Orders.Count,
            Open = history.Orders.Count(order => order.IsOpen),
            Labelled = labelled,
            Reviews = history.Reviews,
            Served = history.Served,
            ServedOtherwise = history.ServedOtherwise,
            Missing = FeatureSchema
                .All.Select(
                    (feature, index) =>
                        (
                            feature.Name,
                            Share: history.Orders.Count(order => float.IsNaN(order.Values[index]) && order.Categories[index] is null)
                                / (double)history.Orders.Count
                        )
                )
                .ToDictionary(one => one.Name, one => one.Share),
        };
}
