using System.Numerics;

namespace Streaming.Training.Fitting;

/// <summary>
/// Logistic regression on steps: every feature is cut into bins of about equal numbers of rows, a missing value has a bin of its own, every
/// bin one coefficient. Newton's
/// step feature by feature (each bin's coefficient has its own curvature, for no row is in two bins of a feature), a fixed number of
/// rounds. Uses no chance: every seed gives the same.
/// </summary>
/// <remarks>A sum of one step function per feature is a forest of one tree per feature, exactly, so the plain baseline can be served and
/// explained like any other candidate.</remarks>
internal sealed class LogisticFamily : IFamily
{
    /// <summary>With the missing one at most 64 leaves, the most that the fast kernel takes.</summary>
    private const int MostBins = 60;

    public IFittedModel Fit(FitInput input, long seed, CancellationToken cancellation)
    {
        var (settings, satisfied) = (input.Parameters, input.Rows.Satisfied);
        var steps = new StepFunction[input.Rows.Columns.Count];
        var bins = new byte[steps.Length][];
        for (var column = 0; column < steps.Length; column++)
        {
            steps[column] = StepFunction.Over(input.Rows.Columns[column], input.Rows.Vectors, Math.Min(settings.MaximumBins, MostBins));
            bins[column] = steps[column].BinsOf(input.Rows.Vectors);
        }

        double[] labels = [.. satisfied.Select(label => label ? 1.0 : 0)];
        double[] weights = [.. satisfied.Select(label => label ? 1 : settings.UnsatisfiedWeight)];
        var probabilities = new double[labels.Length];
        var good = satisfied.Count(label => label);
        var intercept = Math.Log(good / (settings.UnsatisfiedWeight * (input.Rows.Count - good)));
        var margins = new double[input.Rows.Count];
        Array.Fill(margins, intercept);
        var rows = new Rows(margins, probabilities, labels, weights);
        for (var round = 0; round < settings.Trees; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var column = 0; column < steps.Length; column++)
            {
                Logistic(margins, probabilities);
                Improve(steps[column].Coefficients, bins[column], rows, settings.LearningRate, settings.L2);
            }
        }

        return new FittedSteps(intercept, steps);
    }

    private static void Logistic(ReadOnlySpan<double> margins, Span<double> probabilities)
    {
        var at = 0;
        for (; at <= margins.Length - Vector<double>.Count; at += Vector<double>.Count)
            (Vector<double>.One / (Vector<double>.One + Vector.Exp(-new Vector<double>(margins[at..])))).CopyTo(probabilities[at..]);
        for (; at < margins.Length; at++)
            probabilities[at] = 1 / (1 + Math.Exp(-margins[at]));
    }

    /// <summary>One step of one feature: its coefficients, and with them the margins of the rows.</summary>
    private static void Improve(double[] coefficients, byte[] bins, Rows rows, double rate, double l2)
    {
        var (margins, probabilities, labels, weights) = rows;
        Span<double> gradient = stackalloc double[coefficients.Length],
            curvature = stackalloc double[coefficients.Length];
        for (var row = 0; row < bins.Length; row++)
        {
            var p = probabilities[row];
            gradient[bins[row]] += weights[row] * (labels[row] - p);
            curvature[bins[row]] += weights[row] * p * (1 - p);
        }

        for (var bin = 0; bin < gradient.Length; bin++)
        {
            gradient[bin] = rate * (gradient[bin] - l2 * coefficients[bin]) / (curvature[bin] + l2 + double.Epsilon);
            if (!double.IsFinite(gradient[bin]))
                gradient[bin] = 0; // an empty bin without a penalty
            coefficients[bin] += gradient[bin];
        }

        for (var row = 0; row < bins.Length; row++)
            margins[row] += gradient[bins[row]];
    }

    /// <summary>What is known of each row, by its place.</summary>
    private readonly record struct Rows(double[] Margins, double[] Probabilities, double[] Labels, double[] Weights);
}
