using System.Collections.Concurrent;

namespace Streaming.Console.Drift;

/// <summary>Quantiles of the χ² distribution.</summary>
internal static class ChiSquare
{
    private const int MostSteps = 200;
    private const double Precision = 1e-12;

    /// <summary>Lanczos' approximation of ln Γ for arguments above 0, g = 7, n = 9; relative error below 1e-14 (Numerical Recipes,
    /// 6.1).</summary>
    private static readonly double[] Lanczos =
    [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    /// <summary>What was asked before. A page asks for every histogram of a model, which differ in few numbers of bins.</summary>
    private static readonly ConcurrentDictionary<(double Probability, int Degrees), double> Known = new();

    /// <summary>The value that a χ² variable stays below with the given probability.</summary>
    /// <param name="probability">Above 0 and below 1.</param>
    /// <param name="degrees">Degrees of freedom, 1 or more.</param>
    public static double Quantile(double probability, int degrees)
    {
        if (probability is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(probability), probability, "above 0 and below 1");
        ArgumentOutOfRangeException.ThrowIfLessThan(degrees, 1);
        return Known.GetOrAdd((probability, degrees), asked => Search(asked.Probability, asked.Degrees));
    }

    private static double Search(double probability, int degrees)
    {
        var (low, high) = (0.0, Math.Max(1.0, degrees));
        while (Cumulative(high, degrees) < probability)
            high *= 2;
        for (var step = 0; step < MostSteps && high - low > Precision * high; step++)
        {
            var middle = (low + high) / 2;
            if (Cumulative(middle, degrees) < probability)
                low = middle;
            else
                high = middle;
        }

        return (low + high) / 2;
    }

    /// <summary>The probability that a χ² variable stays below a value.</summary>
    public static double Cumulative(double value, int degrees) => value <= 0 ? 0 : RegularizedGamma(degrees / 2.0, value / 2);

    /// <summary>P(a, x): its series below a + 1, else one minus its continued fraction (Numerical Recipes, 6.2).</summary>
    private static double RegularizedGamma(double a, double x)
    {
        var scale = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        return x < a + 1 ? scale * Series(a, x) : 1 - scale * Fraction(a, x);
    }

    private static double Series(double a, double x)
    {
        var (term, sum) = (1 / a, 1 / a);
        for (var n = 1; n < 10_000 && Math.Abs(term) > Math.Abs(sum) * 1e-16; n++)
        {
            term *= x / (a + n);
            sum += term;
        }

        return sum;
    }

    /// <summary>Lentz's method.</summary>
    private static double Fraction(double a, double x)
    {
        const double tiny = 1e-300;
        var b = x + 1 - a;
        var (c, d) = (1 / tiny, 1 / b);
        var product = d;
        for (var n = 1; n < 10_000; n++)
        {
            var numerator = -n * (n - a);
            b += 2;
            d = 1 / NotZero(numerator * d + b);
            c = NotZero(b + numerator / c);
            product *= d * c;
            if (Math.Abs(d * c - 1) < 1e-16)
                break;
        }

        return product;

        static double NotZero(double value) => Math.Abs(value) < tiny ? tiny : value;
    }

    private static double LogGamma(double x)
    {
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x - 1 + i);
        var t = x + 6.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x - 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
