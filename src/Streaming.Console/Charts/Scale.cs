using System.Globalization;

namespace Streaming.Console.Charts;

/// <summary>Numbers of a drawing, and round marks on an axis.</summary>
public static class Scale
{
    public static string Text(double value) => Math.Round(value, 2).ToString(CultureInfo.InvariantCulture);

    /// <summary>The least of 1, 2, 2.5, 5 times a power of ten that is not below the value; 1 for less.</summary>
    public static double RoundUp(double value)
    {
        if (value <= 1)
            return 1;
        var power = Math.Pow(10, Math.Floor(Math.Log10(value)));
        foreach (var step in (ReadOnlySpan<double>)[1, 2, 2.5, 5])
            if (step * power >= value)
                return step * power;
        return 10 * power;
    }
}
