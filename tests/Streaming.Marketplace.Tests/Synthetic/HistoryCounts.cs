namespace Streaming.Marketplace.Tests.Synthetic;

/// <summary>That a model can learn from a generated marketplace: plainly, from lateness and basket, and more with the seller's and
/// product's past.</summary>
public sealed class HistoryCounts(GeneratedFolder generated) : IClassFixture<GeneratedFolder>
{
    private const double Prior = 0.18;

    [Fact]
    public void the_past_of_sellers_and_products_ranks_open_orders_better_than_the_order_alone()
    {
        var plain = new List<(double Score, bool IsBad)>();
        var informed = new List<(double Score, bool IsBad)>();
        var sellers = new Dictionary<string, (int Count, double Surplus)>();
        var products = new Dictionary<string, (int Count, double Surplus)>();
        var open = generated.Measured.Outcomes.Where(outcome => !outcome.IsAnsweredBefore && outcome.Order.Items.Count > 0).ToArray();
        var pending = new PriorityQueue<Outcome, long>();
        foreach (var outcome in open)
        {
            while (pending.TryPeek(out var answered, out var at) && at < outcome.Order.DeliveredAt.Milliseconds)
            {
                pending.Dequeue();
                Learn(sellers, answered.Order.Items[0].SellerId, answered);
                Learn(products, answered.Order.Items[0].ProductId, answered);
            }

            pending.Enqueue(outcome, outcome.Last.AnsweredAt.Milliseconds);
            var expected = Expected(outcome);
            var item = outcome.Order.Items[0];
            plain.Add((expected, outcome.IsUnsatisfied));
            informed.Add((expected + Surplus(sellers, item.SellerId, 10) + Surplus(products, item.ProductId, 8), outcome.IsUnsatisfied));
        }

        var second = open.Length / 2;
        var alone = AreaUnderCurve(plain[second..]);
        var withHistory = AreaUnderCurve(informed[second..]);
        Assert.InRange(alone, 0.55, 0.68);
        Assert.InRange(withHistory, 0.62, 0.78);
        Assert.True(withHistory > alone + 0.03, $"{withHistory:0.000} with history, {alone:0.000} alone");
    }

    /// <summary>About what lateness and basket say: the shares of the figures.</summary>
    private static double Expected(Outcome outcome) =>
        Prior
        + (outcome.Sellers > 1 ? 0.44 : Math.Min(outcome.Order.Items.Count - 1, 3) * 0.09)
        + (
            outcome.DelayDays > 1 ? 0.18
            : outcome.DelayDays > -2 ? 0.11
            : outcome.DelayDays > -7 ? 0.04
            : 0
        );

    private static double Surplus(Dictionary<string, (int Count, double Surplus)> histories, string key, int weight) =>
        histories.TryGetValue(key, out var history) ? history.Surplus / (history.Count + weight) : 0;

    private static void Learn(Dictionary<string, (int Count, double Surplus)> histories, string key, Outcome outcome)
    {
        var history = histories.GetValueOrDefault(key);
        histories[key] = (history.Count + 1, history.Surplus + (outcome.IsUnsatisfied ? 1 : 0) - Expected(outcome));
    }

    private static double AreaUnderCurve(List<(double Score, bool IsBad)> rows)
    {
        double good = 0,
            area = 0;
        foreach (var tie in rows.GroupBy(row => row.Score).OrderBy(group => group.Key))
        {
            var bad = tie.Count(row => row.IsBad);
            area += bad * (good + (tie.Count() - bad) / 2.0);
            good += tie.Count() - bad;
        }

        return area / (good * (rows.Count - good));
    }
}
