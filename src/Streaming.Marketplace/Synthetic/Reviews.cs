namespace Streaming.Marketplace.Synthetic;

/// <summary>
/// The survey and its answers. It is sent the day after the delivery, or soon after the promised date when nothing has come by then:
/// whoever answers
/// that one before the parcel comes is nearly always unsatisfied. Everybody else answers by lateness, number of items, sellers, and the
/// quality of
/// seller, product, category and area.
/// </summary>
internal sealed class Reviews(long seed)
{
    private const double UnreviewedShare = 0.0073;
    private const double UnreviewedUndeliveredShare = 0.04;
    private const double SecondReviewShare = 0.0066;
    private const double SecondReviewSameScore = 0.62;

    /// <summary>Answer times that the table has lost.</summary>
    private const double NoAnswerTimeShare = 0.0006;

    /// <summary>Surveys that are sent although the parcel is still on its way and not late: of several orders of one customer, one has
    /// come.</summary>
    private const double TooSoonShare = 0.0010;

    private const double NotReceivedBad = 0.905;
    private const double TooSoonBad = 0.26;
    private const double UndeliveredBad = 0.853;

    /// <summary>Lowers the log-odds so that the spread of sellers, products and areas leaves the mean where it was measured.</summary>
    private const double SpreadCorrection = 0.33;

    private static readonly double[] DelayLimitsDays = [-15, -7, -2, 0, 1, 3, 5, 8];

    /// <summary>Log-odds of an unsatisfied customer by delay, open orders of one item and one seller.</summary>
    private static readonly double[] DelayLogOdds = [-1.735, -1.750, -1.411, -1.056, -0.881, -0.641, -0.575, -0.532, -0.450];

    /// <summary>Added by the number of items of one seller: none for one, then two, three, four and more.</summary>
    private static readonly double[] ItemLogOdds = [0, 0.78, 1.02, 1.23];

    /// <summary>Added by several sellers: parcels that come one by one, the first of them ending the delivery.</summary>
    private static readonly double[] SellerLogOdds = [0, 1.88, 2.75];

    /// <summary>Days from the promise to the survey when nothing has come.</summary>
    private static readonly Weighted OverdueDays = new(35, 1_100, 3_645, 625, 256, 158, 156);

    private static readonly Weighted BadScores = new(0.377, 0.154, 0.469);
    private static readonly Weighted NotReceivedScores = new(0.798, 0.105, 0.097);
    private static readonly Weighted GoodScores = new(0.254, 0.746);

    private readonly Comments comments = new(seed);
    private readonly Xoshiro random = new(seed, 6);

    public void Ask(Order order)
    {
        if (order.SurveyedWith is { Reviews.Count: > 0 } sister)
        {
            order.Reviews.Add(sister.Reviews[0]);
            return;
        }

        if (random.Chance(order.DeliveredAt is null ? UnreviewedUndeliveredShare : UnreviewedShare))
            return;
        var createdAt = SurveyedAt(order);
        var answeredAt = createdAt + AnswerSeconds();
        var isReceived = order.DeliveredAt <= answeredAt;
        var isBad = random.Chance(BadShare(order, createdAt, isReceived));
        var score = Score(isBad, isReceived);
        var (title, message) = comments.Write(order, score, isReceived);
        order.Reviews.Add(new(random.Id(), score, title, message, createdAt, random.Chance(NoAnswerTimeShare) ? null : answeredAt));
        if (order.DeliveredAt is not null && random.Chance(SecondReviewShare))
            AskAgain(order, score, answeredAt);
    }

    private void AskAgain(Order order, int score, long firstAnsweredAt)
    {
        var answeredAt = firstAnsweredAt + Moment.Days(random.LogNormal(2.6, 1.3));
        var isReceived = order.DeliveredAt <= answeredAt;
        if (!random.Chance(SecondReviewSameScore))
            score = Score(random.Chance(0.3), isReceived);
        var (title, message) = comments.Write(order, score, isReceived);
        order.Reviews.Add(new(random.Id(), score, title, message, Moment.Midnight(answeredAt), answeredAt));
    }

    private long SurveyedAt(Order order)
    {
        var overdue = Moment.Midnight(order.PromisedAt) + OverdueDays.Pick(random) * Moment.Day;
        if (order.DeliveredAt is not { } delivered)
            return overdue;
        if (delivered - order.PurchasedAt > 5 * Moment.Day && random.Chance(TooSoonShare))
            return Moment.Midnight(delivered) - (3 + random.Below(4)) * Moment.Day;
        return Math.Min(Moment.Midnight(delivered) + Moment.Day, overdue);
    }

    private long AnswerSeconds()
    {
        var hours = random.Chance(0.03) ? random.LogNormal(400, 0.7) : random.LogNormal(41, 0.72);
        return (long)(Math.Max(hours, 3) * Moment.Hour);
    }

    private double BadShare(Order order, long createdAt, bool isReceived)
    {
        if (order.DeliveredAt is not { } delivered)
            return UndeliveredBad;
        if (!isReceived)
            return createdAt >= order.PromisedAt ? NotReceivedBad : TooSoonBad;
        var delayDays = (delivered - order.PromisedAt) / (double)Moment.Day;
        var bucket = 0;
        while (bucket < DelayLimitsDays.Length && DelayLimitsDays[bucket] <= delayDays)
            bucket++;
        var sellers = order.SellerCount;
        var logOdds =
            DelayLogOdds[bucket]
            - SpreadCorrection
            + Places.Harm(order.Customer.Zip, seed)
            + (sellers > 1 ? SellerLogOdds[Math.Min(sellers, 3) - 1] : ItemLogOdds[Math.Min(order.Items.Count, 4) - 1]);
        return Portable.Logistic(logOdds + WorstHarm(order));
    }

    /// <summary>One bad product spoils the order.</summary>
    private static double WorstHarm(Order order)
    {
        var worst = double.NegativeInfinity;
        foreach (var item in order.Items)
            worst = Math.Max(worst, item.Product.Seller.Harm + item.Product.Harm + item.Product.Category.Harm);
        return worst;
    }

    private int Score(bool isBad, bool isReceived) =>
        !isBad ? 4 + GoodScores.Pick(random) : 1 + (isReceived ? BadScores : NotReceivedScores).Pick(random);
}
