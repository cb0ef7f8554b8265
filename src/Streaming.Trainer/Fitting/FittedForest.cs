using Streaming.Models.Forests;

namespace Streaming.Trainer.Fitting;

/// <summary>The average of several fits of one family, as our own forest and as ML.NET still holds it.</summary>
internal sealed class FittedForest
{
    /// <summary>Largest difference between our margin and ML.NET's raw score, in log-odds.</summary>
    public const double Tolerance = 1e-6;

    private readonly IReadOnlyList<FittedTrees> members;

    private FittedForest(Forest forest, IReadOnlyList<FittedTrees> members, IReadOnlyList<long> seeds)
    {
        Forest = forest;
        Seeds = seeds;
        this.members = members;
    }

    public Forest Forest { get; }

    public IReadOnlyList<long> Seeds { get; }

    public static FittedForest Fit(ITreeFamily family, FitInput input, IReadOnlyList<long> seeds, int vectorLength, CancellationToken cancellation)
    {
        var encoding = new MissingEncoding(input.Columns, input.Rows);
        var builder = new ForestBuilder(vectorLength);
        var members = new List<FittedTrees>(seeds.Count);
        foreach (var seed in seeds)
        {
            cancellation.ThrowIfCancellationRequested();
            var member = family.Fit(input, encoding, seed);
            member.AddTo(builder, 1.0 / seeds.Count);
            members.Add(member);
        }

        return new FittedForest(builder.Build(input.Rows), members, seeds);
    }

    /// <summary>The largest difference between our evaluation and ML.NET's on these vectors.</summary>
    /// <exception cref="TrainingException">It is above <see cref="Tolerance"/>: the import is wrong and nothing measured with it would hold.</exception>
    public double CheckAgainstMlNet(IReadOnlyList<float[]> vectors)
    {
        var theirs = new double[vectors.Count];
        foreach (var member in members)
        {
            var margins = member.Margins(vectors);
            for (var i = 0; i < theirs.Length; i++) theirs[i] += margins[i] / members.Count;
        }

        var largest = 0.0;
        for (var i = 0; i < theirs.Length; i++)
        {
            var ours = Forest.Margin(vectors[i]);
            var difference = Math.Abs(ours - theirs[i]);
            if (!(difference <= Tolerance))
                throw new TrainingException($"the imported forest gives margin {ours:R} on test row {i}, ML.NET gives {theirs[i]:R}; allowed is a difference of {Tolerance:R}");
            largest = Math.Max(largest, difference);
        }

        return largest;
    }
}
