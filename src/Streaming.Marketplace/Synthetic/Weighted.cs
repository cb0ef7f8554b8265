namespace Streaming.Marketplace.Synthetic;

/// <summary>Draws an index with probability proportional to its weight. Immutable.</summary>
internal sealed class Weighted
{
    private readonly double[] cumulative;

    public Weighted(params IEnumerable<double> weights)
    {
        var sum = 0.0;
        cumulative = [.. weights.Select(weight => sum += weight)];
    }

    public int Pick(Xoshiro random)
    {
        var at = Array.BinarySearch(cumulative, random.Unit() * cumulative[^1]);
        // On a boundary the next index begins; entries without weight never do.
        at = at < 0 ? ~at : at + 1;
        while (at < cumulative.Length - 1 && cumulative[at] == (at == 0 ? 0.0 : cumulative[at - 1])) at++;
        return Math.Min(at, cumulative.Length - 1);
    }
}
