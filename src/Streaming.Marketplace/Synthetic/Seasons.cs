namespace Streaming.Marketplace.Synthetic;

/// <summary>One month of purchases.</summary>
/// <param name="Start">First second of the month.</param>
/// <param name="Orders">Orders of the real month.</param>
/// <param name="PromiseDays">Median promise of the month above the overall one.</param>
/// <param name="Slowness">Factor on transit times.</param>
internal sealed record Month(long Start, int Orders, double PromiseDays, double Slowness);

/// <summary>
/// How the marketplace changes over its twenty-three months. Orders, promises and transits follow the medians of the orders table by month
/// of
/// purchase; the carriers' bad months are what makes late deliveries come in waves. June to August 2018 continue May's level.
/// </summary>
internal static class Seasons
{
    public static readonly long Start = Moment.Of(2016, 10, 1);

    private static readonly Month[] Months =
    [
        new(Moment.Of(2016, 10, 1), 324, 30, 0.95),
        new(Moment.Of(2016, 11, 1), 0, 30, 0.95),
        new(Moment.Of(2016, 12, 1), 1, 3, 0.95),
        new(Moment.Of(2017, 1, 1), 800, 14, 0.90),
        new(Moment.Of(2017, 2, 1), 1780, 6, 0.88),
        new(Moment.Of(2017, 3, 1), 2682, -1, 0.92),
        new(Moment.Of(2017, 4, 1), 2404, 2, 1.02),
        new(Moment.Of(2017, 5, 1), 3700, 0, 0.90),
        new(Moment.Of(2017, 6, 1), 3245, 0, 0.90),
        new(Moment.Of(2017, 7, 1), 4026, 0, 0.88),
        new(Moment.Of(2017, 8, 1), 4331, -1, 0.86),
        new(Moment.Of(2017, 9, 1), 4285, -1, 0.92),
        new(Moment.Of(2017, 10, 1), 4631, -1, 0.92),
        new(Moment.Of(2017, 11, 1), 7544, -1, 1.18),
        new(Moment.Of(2017, 12, 1), 5673, 3.5, 1.14),
        new(Moment.Of(2018, 1, 1), 7268, 1.5, 1.04),
        new(Moment.Of(2018, 2, 1), 6724, 0.5, 1.38),
        new(Moment.Of(2018, 3, 1), 7204, -2, 1.42),
        new(Moment.Of(2018, 4, 1), 6856, 0, 0.86),
        new(Moment.Of(2018, 5, 1), 6300, -4, 0.74),
        new(Moment.Of(2018, 6, 1), 6300, -2, 0.74),
        new(Moment.Of(2018, 7, 1), 6300, -2, 0.78),
        new(Moment.Of(2018, 8, 1), 6300, -3, 0.76),
    ];

    private static readonly long End = Moment.Of(2018, 9, 1);
    private static readonly long BlackFriday = Moment.Of(2017, 11, 24);

    /// <summary>Black Friday 2017 held 1.5 % of all orders: some five times a day of its month.</summary>
    private const double BlackFridayFactor = 5;

    /// <summary>Shares of the purchases by weekday, Monday first.</summary>
    private static readonly double[] PurchaseWeekdays = [0.162, 0.160, 0.155, 0.148, 0.144, 0.110, 0.120];

    private static readonly Weighted Days = new(Enumerable.Range(0, (int)((End - Start) / Moment.Day)).Select(DayWeight));

    private static readonly Weighted PurchaseHours = new(
        24,
        12,
        5,
        3,
        2,
        2,
        5,
        12,
        29,
        48,
        63,
        66,
        59,
        66,
        66,
        65,
        66,
        62,
        57,
        60,
        62,
        62,
        59,
        43
    );

    private static readonly Weighted CarrierHours = new(
        32,
        18,
        8,
        4,
        2,
        2,
        5,
        8,
        16,
        22,
        28,
        34,
        39,
        52,
        68,
        74,
        64,
        70,
        88,
        97,
        87,
        72,
        62,
        49
    );

    private static readonly Weighted DeliveryHours = new(
        28,
        15,
        7,
        3,
        2,
        2,
        3,
        5,
        10,
        15,
        21,
        29,
        40,
        49,
        59,
        69,
        80,
        88,
        97,
        97,
        95,
        79,
        63,
        44
    );

    public static long Purchase(Xoshiro random) => AtHourOf(PurchaseHours, Start + Days.Pick(random) * Moment.Day, random);

    public static long AtCarrierHour(long day, Xoshiro random) => AtHourOf(CarrierHours, day, random);

    public static long AtDeliveryHour(long day, Xoshiro random) => AtHourOf(DeliveryHours, day, random);

    public static Month MonthOf(long purchase)
    {
        var at = Months.Length - 1;
        while (at > 0 && Months[at].Start > purchase)
            at--;
        return Months[at];
    }

    private static double DayWeight(int day)
    {
        var start = Start + day * Moment.Day;
        var month = MonthOf(start);
        var date = Moment.ToDateTime(start);
        return (double)month.Orders
            / DateTime.DaysInMonth(date.Year, date.Month)
            * PurchaseWeekdays[Moment.Weekday(start)]
            * (start == BlackFriday ? BlackFridayFactor : 1);
    }

    private static long AtHourOf(Weighted hours, long day, Xoshiro random) =>
        Moment.Midnight(day) + hours.Pick(random) * Moment.Hour + random.Below((int)Moment.Hour);
}
