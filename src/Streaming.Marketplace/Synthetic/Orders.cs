namespace Streaming.Marketplace.Synthetic;

/// <summary>Who buys what, when and from whom.</summary>
internal sealed class Orders(Shelves shelves, long seed)
{
    /// <summary>Orders of a customer who has ordered before.</summary>
    private const double ReturningShare = 0.024;

    /// <summary>Orders placed with the one before; the survey about both is one.</summary>
    private const double SisterShare = 0.0095;

    private const double SameProductShare = 0.666;
    private const double SameSellerShare = 0.88;
    private const double ThirdProductShare = 0.15;
    private const double SameMomentShare = 0.3;
    private const double FreeFreightShare = 0.004;

    /// <summary>Orders by number of items, from one to six and more.</summary>
    private static readonly Weighted ItemCounts = new(0.8993, 0.0776, 0.0135, 0.0053, 0.0021, 0.0022);

    private static readonly Weighted CustomerStates = new(States.All.Select(state => state.Customers));

    private readonly Xoshiro random = new(seed, 3);

    /// <summary>All orders by time of purchase, with their items.</summary>
    public List<Order> Create(int count, CancellationToken cancellation)
    {
        var orders = new List<Order>(count);
        while (orders.Count < count)
        {
            if (orders.Count % 1_000 == 0)
                cancellation.ThrowIfCancellationRequested();
            var before = orders.Count > 0 ? orders[^1] : null;
            var order = before is { SurveyedWith: null } && random.Chance(SisterShare) ? Sister(before) : Fresh(orders);
            Fill(order);
            orders.Add(order);
        }

        orders.Sort(Compare);
        return orders;
    }

    /// <summary>By purchase; of sisters bought at the same moment, the one with the survey first.</summary>
    private static int Compare(Order a, Order b)
    {
        var byTime = a.PurchasedAt.CompareTo(b.PurchasedAt);
        if (byTime != 0)
            return byTime;
        var bySister = (a.SurveyedWith is not null).CompareTo(b.SurveyedWith is not null);
        return bySister != 0 ? bySister : string.CompareOrdinal(a.Id, b.Id);
    }

    private Order Fresh(List<Order> orders) =>
        new()
        {
            Id = random.Id(),
            CustomerId = random.Id(),
            Customer = orders.Count > 0 && random.Chance(ReturningShare) ? orders[random.Below(orders.Count)].Customer : NewCustomer(),
            PurchasedAt = Seasons.Purchase(random),
        };

    private Order Sister(Order before) =>
        new()
        {
            Id = random.Id(),
            CustomerId = random.Id(),
            Customer = before.Customer,
            PurchasedAt = before.PurchasedAt + (random.Chance(SameMomentShare) ? 0 : (long)(random.LogNormal(1, 1.2) * Moment.Hour)),
            SurveyedWith = before,
        };

    private Customer NewCustomer()
    {
        var state = States.All[CustomerStates.Pick(random)];
        return new(random.Id(), state, Places.City(state, random), Places.Zip(state, random));
    }

    private void Fill(Order order)
    {
        var count = 1 + ItemCounts.Pick(random);
        while (count >= 6 && count < 15 && random.Chance(0.3))
            count++;
        var first = shelves.Pick(order.PurchasedAt, order.Customer.State, random);
        // The rows of an order repeat one product more often than not, and seldom come from two sellers.
        var route = random.Unit();
        var second =
            route < SameProductShare ? first
            : route < SameSellerShare ? shelves.PickBeside(first, random)
            : shelves.Pick(order.PurchasedAt, order.Customer.State, random);
        for (var i = 0; i < count; i++)
        {
            var product =
                i == 1 ? second
                : i == 0 || random.Chance(0.5) ? first
                : random.Chance(ThirdProductShare) ? shelves.PickBeside(second, random)
                : second;
            order.Items.Add(new(product, Freight(product, order.Customer.State)));
        }
    }

    /// <summary>By route and weight: the medians of the items table, five-fold for the heaviest parcels.</summary>
    private long Freight(Product product, State to)
    {
        if (random.Chance(FreeFreightShare))
            return 0;
        var from = product.Seller.State;
        var route =
            from == to ? 11.6
            : from == States.SaoPaulo ? to.Freight
            : Math.Max(13.5, to.Freight + 0.003 * (from.KilometresTo(to) - States.SaoPaulo.KilometresTo(to)));
        var brl = route * (0.9 + 0.085 * product.Grams / 1_000) * random.LogNormal(1, 0.22);
        return (long)Math.Round(brl * 100);
    }
}
