namespace Streaming.Marketplace.Synthetic;

/// <summary>Approval, hand-over, transport and promise of an order, or where it got stuck.</summary>
internal sealed class Deliveries(long seed)
{
    private const double UndeliveredShare = 0.0331;

    /// <summary>Every so-many-th order lacks a stamp: rarer in the real tables (14, 2 and 2 of 75,431) than small sets could show by
    /// chance.</summary>
    private const int UnapprovedEvery = 1_999;
    private const int UncarriedEvery = 3_989;
    private const int UntimedEvery = 4_999;

    private const double TransitSigma = 0.47;
    private const int Saturday = 5;

    /// <summary>How much of what falls on a Saturday or Sunday happens then.</summary>
    private const double CarrierSaturdays = 0.15;
    private const double DeliverySaturdays = 0.39;
    private const double DeliverySundays = 0.10;

    /// <summary>Parcels that went astray, and how much longer they take.</summary>
    private const double AstrayShare = 0.034;
    private const double AstrayMedianDays = 14;

    private const double PromiseSigmaDays = 3.6;

    private static readonly string[] UndeliveredStatuses =
    [
        "shipped",
        "unavailable",
        "canceled",
        "processing",
        "invoiced",
        "created",
        "approved",
    ];
    private static readonly Weighted UndeliveredShares = new(956, 580, 463, 300, 275, 5, 2);

    /// <summary>Whole days from approval to the shipping limit, two to thirteen.</summary>
    private static readonly Weighted LimitDays = new(945, 2_804, 11_368, 12_731, 29_990, 6_672, 2_307, 1_820, 1_441, 1_109, 825, 720);

    private readonly Xoshiro random = new(seed, 5);

    /// <param name="order">With its items and payments.</param>
    /// <param name="number">Place among all orders.</param>
    public void Deliver(Order order, int number)
    {
        var month = Seasons.MonthOf(order.PurchasedAt);
        order.ApprovedAt = order.PurchasedAt + ApprovalSeconds(order.Payments[0].Type);
        Promise(order, month);
        SetShippingLimits(order, order.ApprovedAt.Value);
        order.HandedToCarrierAt = HandOver(order, order.ApprovedAt.Value);
        order.DeliveredAt = Transport(order, order.HandedToCarrierAt.Value, month);

        if (random.Chance(UndeliveredShare))
            GetStuck(order, UndeliveredStatuses[UndeliveredShares.Pick(random)]);
        else if (number % UnapprovedEvery == 700)
            order.ApprovedAt = null;
        else if (number % UncarriedEvery == 900)
            order.HandedToCarrierAt = null;
        else if (number % UntimedEvery == 950)
            order.DeliveredAt = null;
    }

    /// <summary>Three cards in four clear within the hour, a boleto takes a day or two.</summary>
    private long ApprovalSeconds(string paymentType)
    {
        var hours =
            paymentType == "boleto" ? random.LogNormal(26, 0.75)
            : random.Chance(0.76) ? random.LogNormal(0.27, 0.45)
            : random.LogNormal(18, 0.6);
        return (long)(hours * Moment.Hour);
    }

    private void Promise(Order order, Month month)
    {
        var state = order.Customer.State;
        var from = order.Items[0].Product.Seller.State;
        var days =
            state.PromiseDays + month.PromiseDays + 0.9 * (LaneDays(from, state) - state.TransitDays) + PromiseSigmaDays * random.Normal();
        order.PromisedAt = Moment.Midnight(order.PurchasedAt + Moment.Days(Math.Max(days, 4))) + Moment.Day;
    }

    private void SetShippingLimits(Order order, long approvedAt)
    {
        var limit = approvedAt + (2 + LimitDays.Pick(random)) * Moment.Day;
        foreach (var item in order.Items)
            item.ShippingLimitAt = limit;
    }

    /// <summary>The slowest seller of the order decides.</summary>
    private long HandOver(Order order, long approvedAt)
    {
        var days = 0.0;
        foreach (var item in order.Items)
            days = Math.Max(days, item.Product.Seller.HandlingDays);
        var moment = approvedAt + Moment.Days(days * random.LogNormal(1, 0.8));
        var handed = Seasons.AtCarrierHour(Workday(moment, CarrierSaturdays, 0), random);
        return handed > approvedAt + Moment.Hour ? handed : approvedAt + Moment.Hour + random.Below(8 * (int)Moment.Hour);
    }

    private long Transport(Order order, long handedAt, Month month)
    {
        var lane = LaneDays(order.Items[0].Product.Seller.State, order.Customer.State);
        var days = lane * month.Slowness * random.LogNormal(1, TransitSigma);
        if (random.Chance(AstrayShare))
            days += random.LogNormal(AstrayMedianDays, 0.6);
        var moment = handedAt + Moment.Days(days);
        var delivered = Seasons.AtDeliveryHour(Workday(moment, DeliverySaturdays, DeliverySundays), random);
        return delivered > handedAt + 6 * Moment.Hour ? delivered : handedAt + 6 * Moment.Hour + random.Below((int)Moment.Day);
    }

    /// <summary>Moves most of what would happen on a weekend to a near weekday, each as likely: how often Saturdays and Sundays stay is
    /// given.</summary>
    private long Workday(long moment, double saturdays, double sundays)
    {
        var weekday = Moment.Weekday(moment);
        if (weekday < Saturday || random.Chance(weekday == Saturday ? saturdays : sundays))
            return moment;
        // Thursday and Friday before, Monday to Wednesday after.
        var target = random.Below(Saturday);
        return moment + (target >= 3 ? target - weekday : target + 7 - weekday) * Moment.Day;
    }

    /// <summary>Median days of transport: fast inside a state, else what its customers see, more from far away.</summary>
    private static double LaneDays(State from, State to) =>
        from == to
            ? 1.3 + 0.5 * to.TransitDays
            : Math.Max(5, Math.Max(to.TransitDays, 6.8) + 0.0015 * (from.KilometresTo(to) - States.SaoPaulo.KilometresTo(to)));

    private void GetStuck(Order order, string status)
    {
        order.Status = status;
        order.DeliveredAt = null;
        var isHandedOver = status == "shipped" || (status == "canceled" && random.Chance(0.16));
        if (!isHandedOver)
            order.HandedToCarrierAt = null;
        if (status == "created" || (status == "canceled" && random.Chance(0.15)))
            order.ApprovedAt = null;
        if (status is "created" || (status == "unavailable" && random.Chance(0.99)) || (status == "canceled" && random.Chance(0.19)))
            order.Items.Clear();
    }
}
