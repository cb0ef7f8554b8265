using Streaming.Cases.Domain;

namespace Streaming.Console.Charts;

/// <summary>Reasons as bars: how much each pushed the score, to the left towards unsatisfied.</summary>
public sealed class ContributionChart
{
    public const int Width = 320;
    public const int RowHeight = 26;
    private const double Thickness = 12;

    private ContributionChart(IReadOnlyList<ContributionBar> bars, double zero) => (Bars, Zero) = (bars, zero);

    public IReadOnlyList<ContributionBar> Bars { get; }

    /// <summary>Where neither side is pushed to, in units of the drawing.</summary>
    public double Zero { get; }

    public int Height => Math.Max(1, Bars.Count) * RowHeight;

    public static ContributionChart Of(IReadOnlyList<CaseReason> reasons)
    {
        var least = Math.Min(0, reasons.Select(reason => reason.Contribution).DefaultIfEmpty(0).Min());
        var most = Math.Max(0, reasons.Select(reason => reason.Contribution).DefaultIfEmpty(0).Max());
        var span = most - least > 0 ? most - least : 1;
        var zero = -least / span * Width;
        return new(
            [
                .. reasons.Select(
                    (reason, i) =>
                    {
                        var length = Math.Abs(reason.Contribution) / span * Width;
                        var x = reason.Contribution < 0 ? zero - length : zero;
                        return new ContributionBar(new Bar(x, (i * RowHeight) + ((RowHeight - Thickness) / 2), length, Thickness), reason);
                    }
                ),
            ],
            zero
        );
    }
}

/// <param name="Bar">Where it is drawn.</param>
public sealed record ContributionBar(Bar Bar, CaseReason Reason)
{
    /// <summary>Pushes towards unsatisfied.</summary>
    public bool IsBad => Reason.Contribution < 0;
}
