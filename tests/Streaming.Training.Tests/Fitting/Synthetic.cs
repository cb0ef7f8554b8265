using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting;

namespace Streaming.Training.Tests.Fitting;

/// <summary>Vectors whose label follows a few of their values, with gaps in some columns.</summary>
internal static class Synthetic
{
    public const int Features = 6;

    public static (List<float[]> Rows, List<bool> Satisfied) Orders(int count, long seed)
    {
        var random = new SeededRandom(seed);
        var rows = new List<float[]>(count);
        var satisfied = new List<bool>(count);
        for (var i = 0; i < count; i++)
        {
            var row = new float[Features];
            for (var feature = 0; feature < Features; feature++)
                row[feature] = (float)(random.Share() * 20 - 10);
            if (random.Share() < 0.2)
                row[1] = float.NaN;
            if (random.Share() < 0.05)
                row[4] = float.NaN;
            var bad = 0.1 + (row[0] > 3 ? 0.4 : 0) + (float.IsNaN(row[1]) ? 0.3 : 0);
            rows.Add(row);
            satisfied.Add(random.Share() >= bad);
        }

        return (rows, satisfied);
    }

    public static FitInput Input(int count, long seed, CandidateParameters parameters)
    {
        var (rows, satisfied) = Orders(count, seed);
        return new FitInput(new FitRows(rows, satisfied, [.. Enumerable.Range(0, Features)]), parameters);
    }
}
