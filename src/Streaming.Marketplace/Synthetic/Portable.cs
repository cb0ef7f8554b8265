namespace Streaming.Marketplace.Synthetic;

/// <summary>Arithmetic with the same bits everywhere: only + − × ÷ and rounding, which IEEE 754 fixes, where C libraries differ in their
/// last digit.</summary>
internal static class Portable
{
    private const double Log2E = 1.4426950408889634;
    private const double Ln2 = 0.6931471805599453;
    private const int TaylorTerms = 13;

    /// <summary>e^x for |x| below 700, to about 1e-15 relative.</summary>
    public static double Exp(double x)
    {
        var k = Math.Round(x * Log2E);
        var r = x - k * Ln2;
        var sum = 1.0;
        for (var i = TaylorTerms; i > 0; i--)
            sum = 1.0 + r / i * sum;
        return sum * BitConverter.Int64BitsToDouble(((long)k + 1023) << 52);
    }

    /// <summary>The probability of these log-odds.</summary>
    public static double Logistic(double logOdds) => 1.0 / (1.0 + Exp(-logOdds));
}
