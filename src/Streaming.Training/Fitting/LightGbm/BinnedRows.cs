using System.Globalization;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>LightGBM's own form of the rows of a fit.</summary>
internal static class BinnedRows
{
    /// <summary>
    /// The same whichever trees are fitted on it: features are not left out for a candidate's leaf size, and bins of more than 200,000 rows
    /// are drawn from a sample that no seed of a
    /// fit changes.
    /// </summary>
    /// <param name="rows">One or more.</param>
    /// <param name="maximumBins">Per feature.</param>
    /// <param name="unsatisfiedWeight">Beside 1 of a satisfied customer.</param>
    /// <exception cref="TrainingException">LightGBM refuses the rows.</exception>
    public static DatasetHandle Of(FitRows rows, int maximumBins, double unsatisfiedWeight)
    {
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"{LightGbmFamily.Everywhere} max_bin={maximumBins} feature_pre_filter=false"
        );
        var matrix = FlatOf(rows.Encoded, rows.Encoding.Width);
        var result = LightGbmLibrary.DatasetCreate(
            matrix,
            LightGbmLibrary.Float32,
            rows.Count,
            rows.Encoding.Width,
            isRowMajor: 1,
            settings,
            IntPtr.Zero,
            out var dataset
        );
        try
        {
            LightGbmLibrary.Check(result, "the rows");
            Set(dataset, "label", [.. rows.Satisfied.Select(satisfied => satisfied ? 1f : 0)]);
            if (unsatisfiedWeight != 1)
                Set(dataset, "weight", [.. rows.Satisfied.Select(satisfied => satisfied ? 1f : (float)unsatisfiedWeight)]);
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Row after row.</summary>
    public static float[] FlatOf(IReadOnlyList<float[]> encoded, int width)
    {
        var matrix = new float[encoded.Count * width];
        for (var row = 0; row < encoded.Count; row++)
            encoded[row].CopyTo(matrix, row * width);
        return matrix;
    }

    private static void Set(DatasetHandle dataset, string field, float[] values) =>
        LightGbmLibrary.Check(
            LightGbmLibrary.DatasetSetField(dataset, field, values, values.Length, LightGbmLibrary.Float32),
            $"the rows' {field}"
        );
}
