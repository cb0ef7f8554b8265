namespace Streaming.Marketplace.Synthetic;

/// <summary>
/// Random numbers by xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64: a published algorithm, so that a seed means the same
/// tables on every runtime, which System.Random does not promise. Not thread-safe.
/// </summary>
internal sealed class Xoshiro
{
    private ulong s0,
        s1,
        s2,
        s3;

    /// <param name="seed">Chooses the marketplace.</param>
    /// <param name="stream">Separates uses: each part draws from its own stream, so that a change in one leaves the others alone.</param>
    public Xoshiro(long seed, int stream)
    {
        var state = unchecked((ulong)seed + (ulong)stream * 0xD1B54A32D192ED03UL);
        s0 = SplitMix(ref state);
        s1 = SplitMix(ref state);
        s2 = SplitMix(ref state);
        s3 = SplitMix(ref state);
    }

    public ulong Next()
    {
        var result = ulong.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = ulong.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>0 ≤ u &lt; 1, on a grid of 2^-53.</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to <paramref name="count"/> − 1.</summary>
    public int Below(int count) => (int)Math.BigMul(Next(), (ulong)count, out _);

    public bool Chance(double probability) => Unit() < probability;

    /// <summary>Mean 0, deviation 1: the sum of twelve uniform numbers, so never beyond ±6. Needs no logarithm (see <see
    /// cref="Portable"/>).</summary>
    public double Normal()
    {
        const int bits = 21;
        const ulong mask = (1UL << bits) - 1;
        var sum = 0UL;
        for (var i = 0; i < 4; i++)
        {
            var draw = Next();
            sum += (draw & mask) + ((draw >> bits) & mask) + ((draw >> (2 * bits)) & mask);
        }

        return sum * (1.0 / (1UL << bits)) - 6.0;
    }

    public double LogNormal(double median, double sigma) => median * Portable.Exp(sigma * Normal());

    /// <summary>32 lower-case hexadecimal digits, the shape of every id in the tables.</summary>
    public string Id() => $"{Next():x16}{Next():x16}";

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
