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
        var draw = random.Unit() * cumulative[^1];
        var at = Array.BinarySearch(cumulative, draw);
        if (at < 0)
            at = ~at;
        // An exact hit belongs to the next entry that has a weight.
        while (cumulative[at] <= draw)
            at++;
        return at;
    }
}
