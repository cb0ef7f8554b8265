using Streaming.Models.Forests;

namespace Streaming.Training.Fitting;

/// <summary>The average of several fits of one family, as our own forest and as the family still holds it.</summary>
internal sealed class FittedForest
{
    /// <summary>Largest difference between our margin and the family's own, in log-odds: ML.NET adds its trees up in 32-bit floats, and a
    /// sum of averaged trees is large.</summary>
    public const double Tolerance = 5e-6;

    private readonly IReadOnlyList<IFittedModel> members;
    private readonly int vectorLength;

    /// <param name="members">One or more.</param>
    /// <param name="seeds">One per member.</param>
    /// <param name="vectorLength">Values per vector.</param>
    public FittedForest(IReadOnlyList<IFittedModel> members, IReadOnlyList<long> seeds, int vectorLength)
    {
        Forest = Builder(members, vectorLength).Build();
        Seeds = seeds;
        this.members = members;
        this.vectorLength = vectorLength;
    }

    /// <summary>For margins only; <see cref="With"/> builds the one that is kept.</summary>
    public Forest Forest { get; }

    public IReadOnlyList<long> Seeds { get; }

    /// <summary>One fit after the other.</summary>
    public static FittedForest Fit(
        IFamily family,
        FitInput input,
        IReadOnlyList<long> seeds,
        int vectorLength,
        CancellationToken cancellation
    ) => new([.. seeds.Select(seed => family.Fit(input, seed, cancellation))], seeds, vectorLength);

    /// <summary>The forest with one tree more.</summary>
    /// <param name="node">Its only branch.</param>
    /// <param name="leaves">Left and right, in log-odds of satisfied.</param>
    /// <param name="rows">That the forest was fitted on.</param>
    public Forest With(TreeNode node, IReadOnlyList<double> leaves, IReadOnlyList<float[]> rows)
    {
        var builder = Builder(members, vectorLength);
        builder.AddTree([node], leaves);
        return builder.Build(rows);
    }

    private static ForestBuilder Builder(IReadOnlyList<IFittedModel> members, int vectorLength)
    {
        var builder = new ForestBuilder(vectorLength);
        foreach (var member in members)
            member.AddTo(builder, 1.0 / members.Count);
        return builder;
    }

    /// <summary>The largest difference between our evaluation and the family's own on these vectors.</summary>
    /// <exception cref="TrainingException">It is above <see cref="Tolerance"/>: the import is wrong and nothing measured with it would
    /// hold.</exception>
    public double CheckImport(IReadOnlyList<float[]> vectors)
    {
        var theirs = new double[vectors.Count];
        foreach (var member in members)
        {
            var margins = member.Margins(vectors);
            for (var i = 0; i < theirs.Length; i++)
                theirs[i] += margins[i] / members.Count;
        }

        var largest = 0.0;
        for (var i = 0; i < theirs.Length; i++)
        {
            var ours = Forest.Margin(vectors[i]);
            var difference = Math.Abs(ours - theirs[i]);
            if (!(difference <= Tolerance))
                throw new TrainingException(
                    $"the imported forest gives margin {ours:R} on row {i}, the family itself gives {theirs[i]:R}; "
                        + $"allowed is a difference of {Tolerance:R}"
                );
            largest = Math.Max(largest, difference);
        }

        return largest;
    }
}
