using System.Globalization;
using Streaming.Console.Queries.Models;
using Streaming.Console.Web;

namespace Streaming.Console.Charts;

/// <summary>What models say, to the right, against what came true, upwards. On the diagonal both are the same.</summary>
/// <param name="Lines">One or two.</param>
public sealed record CalibrationChart(IReadOnlyList<CalibrationLine> Lines, string Summary)
{
    /// <summary>Of either side of the drawing.</summary>
    public const double Size = 320;

    /// <summary>Bins with fewer orders are in the table only: their share is chance.</summary>
    public const int FewestShown = 20;

    /// <param name="models">With their names; what has no curve is left out.</param>
    /// <returns>Null when none has a curve.</returns>
    public static CalibrationChart? Of(params IReadOnlyList<(string Name, EvaluatedModel? Model)> models)
    {
        var lines = models
            .Where(one => one.Model?.Open.Curve.Any(point => point.N > 0) == true)
            .Select(one => Line(one.Name, one.Model!.Open))
            .ToList();
        return lines.Count == 0
            ? null
            : new CalibrationChart(
                lines,
                "Share of satisfied open customers against the predicted probability: "
                    + string.Join("; ", lines.Select(line => $"{line.Name}, calibration error {Format.Number(line.Ece)}"))
                    + ". The numbers are in the table below."
            );
    }

    /// <summary>Where bins stand in more than one line: the lines' points side by side.</summary>
    public IEnumerable<(string Bin, IReadOnlyList<CurvePoint?> Points)> Rows() =>
        Lines
            .SelectMany(line => line.Points)
            .Where(point => point.N > 0)
            .Select(point => point.From)
            .Distinct()
            .Order()
            .Select(from =>
                (
                    $"{Format.Number(from, 1)} to {Format.Number(from + 0.1, 1)}",
                    (IReadOnlyList<CurvePoint?>)[.. Lines.Select(line => line.Points.FirstOrDefault(point => point.From == from))]
                )
            );

    private static CalibrationLine Line(string name, EvaluatedPopulation population)
    {
        var dots = population
            .Curve.Where(point => point is { N: >= FewestShown, MeanProbability: not null, ShareSatisfied: not null })
            .Select(point => (X: point.MeanProbability!.Value * Size, Y: (1 - point.ShareSatisfied!.Value) * Size))
            .ToList();
        var path = string.Join(
            "L",
            dots.Select(dot => string.Create(CultureInfo.InvariantCulture, $"{Scale.Text(dot.X)} {Scale.Text(dot.Y)}"))
        );
        return new CalibrationLine(name, population.Ece, population.Curve, path.Length == 0 ? "" : "M" + path, dots);
    }
}

/// <param name="Path">Through the dots, in the drawing's units; empty without dots.</param>
public sealed record CalibrationLine(
    string Name,
    double? Ece,
    IReadOnlyList<CurvePoint> Points,
    string Path,
    IReadOnlyList<(double X, double Y)> Dots
);
