using Streaming.Contracts.Events;

namespace Streaming.Features.Predecessor;

/// <summary>Sum, mean and extremes of one fact over the item rows that have it; NaN where none has.</summary>
internal readonly record struct Column(double Sum, double Mean, double Min, double Max)
{
    public static Column Of(IReadOnlyList<OrderItem> items, Func<OrderItem, double?> factOf)
    {
        double sum = 0.0,
            min = double.PositiveInfinity,
            max = double.NegativeInfinity;
        var rows = 0;
        for (var i = 0; i < items.Count; i++)
        {
            if (factOf(items[i]) is not { } fact)
                continue;
            sum += fact;
            min = Math.Min(min, fact);
            max = Math.Max(max, fact);
            rows++;
        }

        return rows == 0 ? new Column(double.NaN, double.NaN, double.NaN, double.NaN) : new Column(sum, sum / rows, min, max);
    }
}
