using Microsoft.ML;
using Microsoft.ML.Data;
using Streaming.Models.Policy;

namespace Streaming.Training.Fitting;

/// <summary>A row as ML.NET reads it.</summary>
internal sealed class FitRow
{
    public bool Label { get; set; }

    public float Weight { get; set; } = 1;

    public float[] Features { get; set; } = [];

    /// <summary>The rows as a data view with vectors of a fixed width.</summary>
    public static IDataView View(MLContext context, IEnumerable<FitRow> rows, int width)
    {
        var schema = SchemaDefinition.Create(typeof(FitRow));
        schema[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return context.Data.LoadFromEnumerable(rows, schema);
    }

    public static IDataView View(MLContext context, FitInput input)
    {
        var unsatisfied = (float)input.Parameters.UnsatisfiedWeight;
        var (labels, encoded) = (input.Rows.Satisfied, input.Rows.Encoded);
        var rows = new FitRow[input.Rows.Count];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = new FitRow
            {
                Label = labels[i],
                Weight = labels[i] ? 1 : unsatisfied,
                Features = encoded[i],
            };
        return View(context, rows, input.Rows.Encoding.Width);
    }

    /// <summary>The weight column where it says anything: without it the families leave their weighted paths out.</summary>
    public static string? WeightColumn(FitInput input) => input.Parameters.UnsatisfiedWeight == 1 ? null : nameof(Weight);
}
