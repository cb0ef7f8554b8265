namespace Streaming.Training;

/// <summary>splitmix64 (Steele, Lea, Flood 2014): the same numbers on every runtime, which <see cref="Random"/> does not promise. Not
/// thread-safe.</summary>
public sealed class SeededRandom(long seed)
{
    private ulong state = (ulong)seed;

    /// <summary>Uniform over 0 … <paramref name="bound"/> − 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>Uniform over [0, 1), a multiple of 2^-53.</summary>
    public double Share() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15UL;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
