namespace Streaming.Trainer.Evaluation;

/// <summary>Draws rows with replacement, the same draws for whatever is compared.</summary>
public sealed class Bootstrap
{
    private const double LowerShare = 0.025;
    private const double UpperShare = 0.975;

    private readonly int[][] draws;

    /// <summary>Draws once; every statistic is computed on the same resamples, which is what makes a comparison paired.</summary>
    public Bootstrap(int rows, int draws, long seed)
    {
        var random = new SeededRandom(seed);
        this.draws = new int[draws][];
        for (var draw = 0; draw < draws; draw++)
        {
            var weights = this.draws[draw] = new int[rows];
            for (var i = 0; i < rows; i++) weights[random.Below(rows)]++;
        }
    }

    public delegate double Statistic(ReadOnlySpan<int> weights);

    /// <summary>The statistic of every draw; NaN where it does not exist.</summary>
    public double[] Draws(Statistic statistic) => [.. draws.Select(weights => statistic(weights))];

    /// <summary>95 % percentile interval over the draws in which the statistic exists; null when it never does.</summary>
    public static Interval? Between(IEnumerable<double> drawn)
    {
        double[] values = [.. drawn.Where(value => !double.IsNaN(value)).Order()];
        return values.Length == 0 ? null : new Interval(values[(int)(LowerShare * (values.Length - 1))], values[(int)Math.Ceiling(UpperShare * (values.Length - 1))]);
    }
}

/// <summary>A 95 % interval.</summary>
public sealed record Interval(double Low, double High);
