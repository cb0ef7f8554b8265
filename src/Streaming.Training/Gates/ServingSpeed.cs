using Streaming.Models;

namespace Streaming.Training.Gates;

/// <summary>How fast a model scores on this machine.</summary>
internal static class ServingSpeed
{
    private const int Passes = 50;

    /// <summary>Of the fastest of some passes over the golden rows, on one thread, after one to warm up. Takes milliseconds.</summary>
    public static double MicrosecondsPerOrder(ServingModel model, TimeProvider clock)
    {
        float[][] rows = [.. model.Content.GoldenRows.Select(row => row.Vector)];
        var fastest = double.PositiveInfinity;
        for (var pass = 0; pass <= Passes; pass++)
        {
            var started = clock.GetTimestamp();
            foreach (var row in rows)
                model.Score(row);
            var took = clock.GetElapsedTime(started).TotalMicroseconds / Math.Max(1, rows.Length);
            if (pass > 0)
                fastest = Math.Min(fastest, took);
        }

        return fastest;
    }
}
