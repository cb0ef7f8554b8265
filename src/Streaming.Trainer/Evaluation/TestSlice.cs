using Streaming.Features;
using Streaming.Trainer.Replay;

namespace Streaming.Trainer.Evaluation;

/// <summary>The orders that test, and the draws on which everything is compared. Immutable and thread-safe.</summary>
internal sealed class TestSlice
{
    private static readonly int Delay = FeatureSchema.IndexOf("delivery_delay_days");

    public TestSlice(OrderTable table, TimeSplit split, int draws, long seed)
    {
        Table = table;
        Split = split;
        Orders = [.. split.Test.Select(row => table.Orders[row.Index])];
        Satisfied = [.. split.Test.Select(row => row.Satisfied)];
        DelayDays = [.. Orders.Select(order => (double)order.Values[Delay])];
        var delivered = table.Orders.Skip(split.TestFrom).ToArray();
        All = Population.Of("all", [.. Enumerable.Range(0, Orders.Count)], Satisfied, delivered.Length, draws, seed);
        Open = Population.Of("open", [.. Enumerable.Range(0, Orders.Count).Where(i => Orders[i].IsOpen)], Satisfied, delivered.Count(order => order.IsOpen), draws, seed);
        Groups = TestGroups.Of(delivered, Orders);
    }

    public OrderTable Table { get; }

    public TimeSplit Split { get; }

    /// <summary>The labelled ones, in delivery order.</summary>
    public IReadOnlyList<DeliveredOrder> Orders { get; }

    public IReadOnlyList<bool> Satisfied { get; }

    /// <summary>Delivered minus promised; NaN without a promise.</summary>
    public IReadOnlyList<double> DelayDays { get; }

    public Population All { get; }

    public Population Open { get; }

    public IReadOnlyList<TestGroup> Groups { get; }
}

/// <summary>Some of the test orders, by their place among them.</summary>
/// <param name="Name"><c>all</c> or <c>open</c>.</param>
/// <param name="Delivered">Orders of this kind in the test slice, labelled or not.</param>
internal sealed record Population(string Name, int[] Places, bool[] Satisfied, bool[] Unsatisfied, int Delivered, Bootstrap Bootstrap)
{
    public static Population Of(string name, int[] places, IReadOnlyList<bool> satisfied, int delivered, int draws, long seed) =>
        new(name, places, [.. places.Select(place => satisfied[place])], [.. places.Select(place => !satisfied[place])], delivered, new Bootstrap(places.Length, draws, seed));

    public double[] Pick(IReadOnlyList<double> values) => [.. Places.Select(place => values[place])];
}
