using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Training.Calibrating;
using Streaming.Training.Replay;

namespace Streaming.Training.Candidates;

/// <summary>A fitted and calibrated candidate, ready to become an artifact.</summary>
internal sealed record TrainedCandidate
{
    /// <summary>As in <c>params.yaml</c>.</summary>
    public required string Name { get; init; }

    /// <summary>What it was fitted with, after a search if there was one.</summary>
    public required CandidateParameters Parameters { get; init; }

    /// <summary>One per forest in the average.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>With the shift of answered orders in it.</summary>
    public required Forest Forest { get; init; }

    public required PiecewiseLinear Calibration { get; init; }

    /// <summary>What <paramref name="Calibration"/> tabulates.</summary>
    public required CalibrationFit Curve { get; init; }

    /// <summary>Labelled orders that it was fitted on.</summary>
    public required IReadOnlyList<LabelledRow> FittedRows { get; init; }

    /// <summary>Out-of-time predictions, without that shift.</summary>
    public required IReadOnlyList<PopulationSample> Folds { get; init; }

    /// <summary>Of the folds.</summary>
    public required FoldFigures Figures { get; init; }

    /// <summary>Of its search, in order.</summary>
    public required IReadOnlyList<TrialReport> Trials { get; init; }

    /// <summary>Largest difference between the forest and the family's own evaluation, in log-odds.</summary>
    public required double ImportDifference { get; init; }

    public int CalibrationRows => Folds.Sum(fold => fold.Margins.Count);

    /// <summary>Calibrated out-of-time predictions: those of fitted rows would look surer than any new order's.</summary>
    public IReadOnlyList<double> OutOfTimeProbabilities() =>
        [
            .. Folds.SelectMany(fold =>
                fold.Margins.Select((margin, i) => Calibration.Probability(fold.IsOpen[i] ? margin : margin + Curve.AnsweredShift))
            ),
        ];
}

/// <summary>A setting that a search tried.</summary>
/// <param name="OpenPrAuc">On the last fold.</param>
public sealed record TrialReport(CandidateParameters Parameters, double? OpenPrAuc, bool Taken);
