using Streaming.Contracts.Settings;

namespace Streaming.Training.Evaluation;

/// <summary>Draws rows with replacement, one by one or in whole blocks, the same draws for whatever is compared.</summary>
public sealed class Bootstrap
{
    private const double LowerShare = 0.025;
    private const double UpperShare = 0.975;

    private readonly int[][] draws;

    /// <summary>Draws single rows, once; every statistic is computed on the same resamples, which is what makes a comparison
    /// paired.</summary>
    public Bootstrap(int rows, int draws, long seed) =>
        this.draws = Draw(rows, [.. Enumerable.Range(0, rows).Select(row => new[] { row })], draws, seed);

    /// <summary>
    /// Draws whole blocks: rows of one week share weather, strikes and sellers, so that they are less news than as many independent rows,
    /// and an interval that takes them for
    /// independent is narrower than it should be.
    /// </summary>
    /// <param name="blockOfRow">Of each row.</param>
    public Bootstrap(IReadOnlyList<int> blockOfRow, int draws, long seed)
    {
        int[][] blocks =
        [
            .. Enumerable
                .Range(0, blockOfRow.Count)
                .GroupBy(row => blockOfRow[row])
                .OrderBy(block => block.Key)
                .Select(block => block.ToArray()),
        ];
        this.draws = Draw(blockOfRow.Count, blocks, draws, seed);
    }

    public delegate double Statistic(ReadOnlySpan<int> weights);

    /// <summary>The statistic of every draw; NaN where it does not exist.</summary>
    public double[] Draws(Statistic statistic) => [.. draws.Select(weights => statistic(weights))];

    /// <summary>95 % percentile interval over the draws in which the statistic exists; null when it never does.</summary>
    public static Interval? Between(IEnumerable<double> drawn)
    {
        double[] values = [.. drawn.Where(value => !double.IsNaN(value)).Order()];
        return values.Length == 0
            ? null
            : new Interval(values[(int)(LowerShare * (values.Length - 1))], values[(int)Math.Ceiling(UpperShare * (values.Length - 1))]);
    }

    private static int[][] Draw(int rows, int[][] blocks, int draws, long seed)
    {
        var random = new SeededRandom(seed);
        var drawn = new int[draws][];
        for (var draw = 0; draw < draws; draw++)
        {
            var weights = drawn[draw] = new int[rows];
            for (var i = 0; i < blocks.Length; i++)
                foreach (var row in blocks[random.Below(blocks.Length)])
                    weights[row]++;
        }

        return drawn;
    }
}

/// <summary>A 95 % interval.</summary>
public sealed record Interval(double Low, double High);
