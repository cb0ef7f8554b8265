namespace Streaming.Features.SingleEvent;

/// <summary>Missing is NaN and stays NaN through every formula.</summary>
internal static class Missing
{
    /// <summary>NaN, never an infinity, where the denominator is zero.</summary>
    public static double Ratio(double numerator, double denominator) => denominator == 0.0 ? double.NaN : numerator / denominator;
}
