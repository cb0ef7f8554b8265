using Streaming.Contracts;
using Streaming.Features;
using Streaming.Training.Replay;

namespace Streaming.Training.Evaluation;

/// <summary>The orders that test, and the draws on which everything is compared. Immutable and thread-safe.</summary>
internal sealed class TestSlice
{
    private static readonly int Delay = FeatureSchema.IndexOf("delivery_delay_days");

    /// <param name="weeksFrom">From so many weeks of deliveries on, weeks are drawn instead of single orders.</param>
    public TestSlice(OrderTable table, TimeSplit split, int draws, long seed, int weeksFrom)
    {
        Table = table;
        Split = split;
        Orders = [.. split.Test.Select(row => table.Orders[row.Index])];
        Satisfied = [.. split.Test.Select(row => row.Satisfied)];
        DelayDays = [.. Orders.Select(order => (double)order.Values[Delay])];
        Delivered = [.. table.Orders.Take(split.TestTo).Skip(split.TestFrom)];
        int[] weeks =
        [
            .. Orders.Select(order =>
                (int)((order.DeliveredAt.Milliseconds - split.TestBegins.Milliseconds) / (7 * LocalTime.MillisecondsPerDay))
            ),
        ];
        var resamples = new Resamples(draws, seed, weeks, weeksFrom);
        All = Population.Of("all", [.. Enumerable.Range(0, Orders.Count)], Satisfied, Delivered.Count, resamples);
        Open = Population.Of(
            "open",
            [.. Enumerable.Range(0, Orders.Count).Where(i => Orders[i].IsOpen)],
            Satisfied,
            Delivered.Count(order => order.IsOpen),
            resamples
        );
        Groups = TestGroups.Of(Delivered, Orders);
    }

    public OrderTable Table { get; }

    public TimeSplit Split { get; }

    /// <summary>Everything delivered in the slice, labelled or not.</summary>
    public IReadOnlyList<DeliveredOrder> Delivered { get; }

    /// <summary>The labelled ones, in delivery order.</summary>
    public IReadOnlyList<DeliveredOrder> Orders { get; }

    public IReadOnlyList<bool> Satisfied { get; }

    /// <summary>Delivered minus promised; NaN without a promise.</summary>
    public IReadOnlyList<double> DelayDays { get; }

    public Population All { get; }

    public Population Open { get; }

    public IReadOnlyList<TestGroup> Groups { get; }
}

/// <summary>How populations are resampled.</summary>
/// <param name="Weeks">The week of every test order, by its place.</param>
/// <param name="WeeksFrom">Fewest weeks that are drawn as blocks.</param>
internal sealed record Resamples(int Draws, long Seed, IReadOnlyList<int> Weeks, int WeeksFrom);

/// <summary>Some of the test orders, by their place among them.</summary>
internal sealed record Population
{
    /// <summary><c>all</c> or <c>open</c>.</summary>
    public required string Name { get; init; }

    public required int[] Places { get; init; }

    public required bool[] Satisfied { get; init; }

    public required bool[] Unsatisfied { get; init; }

    /// <summary>Orders of this kind in the test slice, labelled or not.</summary>
    public required int Delivered { get; init; }

    /// <summary>Weeks of deliveries that they are from.</summary>
    public required int Weeks { get; init; }

    /// <summary>Whole weeks are resampled; else single orders, because the weeks are too few.</summary>
    public required bool IsDrawnByWeeks { get; init; }

    public required Bootstrap Bootstrap { get; init; }

    public static Population Of(string name, int[] places, IReadOnlyList<bool> satisfied, int delivered, Resamples resamples)
    {
        var (draws, seed, weeks, weeksFrom) = resamples;
        int[] ofPlaces = [.. places.Select(place => weeks[place])];
        var count = ofPlaces.Distinct().Count();
        var byWeeks = count >= weeksFrom;
        return new Population
        {
            Name = name,
            Places = places,
            Satisfied = [.. places.Select(place => satisfied[place])],
            Unsatisfied = [.. places.Select(place => !satisfied[place])],
            Delivered = delivered,
            Weeks = count,
            IsDrawnByWeeks = byWeeks,
            Bootstrap = byWeeks ? new Bootstrap(ofPlaces, draws, seed) : new Bootstrap(places.Length, draws, seed),
        };
    }

    public double[] Pick(IReadOnlyList<double> values) => [.. Places.Select(place => values[place])];
}
