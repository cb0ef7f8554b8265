using Streaming.Console.Queries.Overview;
using Streaming.Console.Web;

namespace Streaming.Console.Charts;

/// <summary>Shares of the score's bins, now beside the training.</summary>
public sealed record ScoreChart(IReadOnlyList<ScoreBin> Bins, double Top, string Summary)
{
    public const double Width = 1000;
    public const double Height = 200;

    public static ScoreChart Of(ScoreBins score)
    {
        double n = Math.Max(1, score.Now.Sum()),
            m = Math.Max(1, score.Reference.Sum());
        var shares = score.Now.Zip(score.Reference, (now, then) => (Now: now / n, Then: then / m)).ToList();
        var top = Scale.RoundUp(100 * shares.Max(share => Math.Max(share.Now, share.Then))) / 100;
        var step = Width / shares.Count;
        var bins = shares
            .Select(
                (share, i) =>
                    new ScoreBin(
                        Name(score.Edges, i),
                        share.Now,
                        share.Then,
                        At(i * step + step * 0.10, share.Then),
                        At(i * step + step * 0.50, share.Now)
                    )
            )
            .ToList();
        var moved = bins.MaxBy(bin => Math.Abs(bin.Now - bin.Then))!;
        return new ScoreChart(
            bins,
            top,
            $"Shares of the score by bin, at the training and now; the largest difference is in the bin {moved.Name}: "
                + $"{Format.Percent(moved.Then)} then, {Format.Percent(moved.Now)} now. The numbers are in the table below."
        );

        Bar At(double x, double share) => new(x, Height - share / top * Height, step * 0.38, share / top * Height);
    }

    private static string Name(IReadOnlyList<float> edges, int bin)
    {
        var from = bin == 0 ? "0" : Format.Number(edges[bin - 1], 2);
        return $"{from} to {(bin == edges.Count ? "1" : Format.Number(edges[bin], 2))}";
    }
}

/// <summary>One bin as two bars.</summary>
public sealed record ScoreBin(string Name, double Now, double Then, Bar ThenBar, Bar NowBar);
