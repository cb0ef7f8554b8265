namespace Streaming.Training.Fitting;

/// <summary>
/// Missing as a number below every real one, per feature. FastTree drops training rows that hold a NaN; this way no row is lost, and a
/// split between the two becomes a node's missing direction. Every family is fitted on it, so that all are imported alike.
/// </summary>
public sealed class MissingEncoding
{
    private readonly int[] columns;
    private readonly float[] smallest;
    private readonly float[] codes;

    /// <param name="columns">The vector's values that the trees may use.</param>
    /// <param name="rows">The rows to be fitted; a later value below the smallest here counts as the smallest.</param>
    public MissingEncoding(IReadOnlyList<int> columns, IReadOnlyList<float[]> rows)
    {
        this.columns = [.. columns];
        smallest = new float[this.columns.Length];
        codes = new float[this.columns.Length];
        Array.Fill(smallest, float.PositiveInfinity);
        foreach (var row in rows)
        {
            for (var column = 0; column < smallest.Length; column++)
            {
                var value = row[this.columns[column]];
                if (value < smallest[column])
                    smallest[column] = value;
            }
        }

        for (var column = 0; column < codes.Length; column++)
        {
            if (float.IsPositiveInfinity(smallest[column]))
                smallest[column] = 0;
            codes[column] = Math.Min(smallest[column] - 1, smallest[column] - Math.Abs(smallest[column]));
        }
    }

    public int Width => columns.Length;

    /// <summary>Index in the vector of a column of the fit.</summary>
    public int FeatureOf(int column) => columns[column];

    public float[] Encode(float[] vector)
    {
        var encoded = new float[columns.Length];
        for (var column = 0; column < columns.Length; column++)
        {
            var value = vector[columns[column]];
            encoded[column] = float.IsNaN(value) ? codes[column] : Math.Max(value, smallest[column]);
        }

        return encoded;
    }

    /// <summary>The threshold on unencoded values: a split below every real value is one between missing and present.</summary>
    public float Threshold(int column, float threshold) => threshold < smallest[column] ? float.NegativeInfinity : threshold;

    /// <summary>Where the fitted split sends what was encoded as missing.</summary>
    public bool MissingGoesLeft(int column, float threshold) => codes[column] <= threshold;
}
