using Streaming.Models.Policy;

namespace Streaming.Training.Evaluation;

/// <summary>Something that was tested: what it said of every test order, and its figures on both populations.</summary>
internal sealed class TestedModel
{
    private readonly IReadOnlyList<double>? probability;

    private TestedModel(string name, IReadOnlyList<double>? probability, Measurement all, Measurement open)
    {
        Name = name;
        this.probability = probability;
        All = all;
        Open = open;
    }

    public string Name { get; }

    public Measurement All { get; }

    public Measurement Open { get; }

    /// <summary>A model with probabilities of satisfied, one per test order.</summary>
    public static TestedModel Of(string name, TestSlice slice, IReadOnlyList<double> probability, TierPolicy policy) =>
        Measure(name, slice, [.. probability.Select(p => 1 - p)], probability, policy);

    /// <summary>Something that ranks; <paramref name="probability"/> where its ranking comes from one.</summary>
    public static TestedModel Measure(
        string name,
        TestSlice slice,
        IReadOnlyList<double> risk,
        IReadOnlyList<double>? probability,
        TierPolicy policy
    )
    {
        Measurement? all = null,
            open = null;
        Parallel.Invoke(
            () => all = new Measurement(slice.All, risk, probability, policy),
            () => open = new Measurement(slice.Open, risk, probability, policy)
        );
        return new TestedModel(name, probability, all!, open!);
    }

    public GainReport GainOver(TestedModel other) =>
        new(All.RocAucGain(other.All), All.PrAucGain(other.All), Open.RocAucGain(other.Open), Open.PrAucGain(other.Open));

    /// <summary>Figures on the parts of the slice.</summary>
    public IReadOnlyList<GroupReport> Groups(TestSlice slice) => [.. slice.Groups.Select(group => Group(slice, group))];

    private GroupReport Group(TestSlice slice, TestGroup group)
    {
        double[] chances = [.. group.Places.Select(place => probability![place])];
        bool[] satisfied = [.. group.Places.Select(place => slice.Satisfied[place])];
        var ranked = new RankedSample([.. chances.Select(p => 1 - p)], [.. satisfied.Select(good => !good)]);
        return new GroupReport
        {
            Group = group.Group,
            Value = group.Value,
            N = chances.Length,
            Delivered = group.Delivered,
            UnsatisfiedShare = chances.Length > 0 ? satisfied.Count(good => !good) / (double)chances.Length : null,
            MeanProbability = chances.Length > 0 ? chances.Average() : null,
            RocAuc = Defined(ranked.RocAuc()),
            PrAuc = Defined(ranked.PrAuc()),
            Ece = Defined(ProbabilityMetrics.CalibrationError(chances, satisfied)),
        };
    }

    private static double? Defined(double value) => double.IsNaN(value) ? null : value;
}
