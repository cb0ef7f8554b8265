using Streaming.Models.Calibration;
using Streaming.Models.Forests;
using Streaming.Training.Calibrating;
using Streaming.Training.Replay;

namespace Streaming.Training.Candidates;

/// <summary>A fitted and calibrated candidate, ready to become an artifact.</summary>
/// <param name="Name">As in <c>params.yaml</c>.</param>
/// <param name="Parameters">What it was fitted with, after a search if there was one.</param>
/// <param name="Seeds">One per forest in the average.</param>
/// <param name="Forest">With the shift of answered orders in it.</param>
/// <param name="Curve">What <paramref name="Calibration"/> tabulates.</param>
/// <param name="FittedRows">Labelled orders that it was fitted on.</param>
/// <param name="Folds">Out-of-time predictions, without that shift.</param>
/// <param name="Figures">Of the folds.</param>
/// <param name="Trials">Of its search, in order.</param>
/// <param name="ImportDifference">Largest difference between the forest and the family's own evaluation, in log-odds.</param>
internal sealed record TrainedCandidate(
    string Name,
    CandidateParameters Parameters,
    IReadOnlyList<long> Seeds,
    Forest Forest,
    PiecewiseLinear Calibration,
    CalibrationFit Curve,
    IReadOnlyList<LabelledRow> FittedRows,
    IReadOnlyList<PopulationSample> Folds,
    FoldFigures Figures,
    IReadOnlyList<TrialReport> Trials,
    double ImportDifference
)
{
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
