namespace Streaming.Features.Histories;

/// <summary>
/// Every prior, weight and span of the histories. They are constants of the feature version: nothing that was learned enters a history, so
/// that a
/// promotion cannot change one. Changing any of them raises <see cref="FeatureSchema.Version"/>.
/// </summary>
internal static class HistoryConstants
{
    /// <summary>Under this many stars a customer is unsatisfied.</summary>
    public const int SatisfiedFrom = 4;

    public const double BadPrior = 0.21;
    public const double MeanScorePrior = 4.1;
    public const double LatePrior = 0.08;
    public const double JoinedBadPrior = 0.17;

    public const double SellerWeight = 10.0;
    public const double SellerWindowWeight = 5.0;
    public const double ProductWeight = 10.0;
    public const double CategoryWeight = 30.0;

    /// <summary>Weights of the residual block and of the complaint codes.</summary>
    public const double BeyondSellerWeight = 10.0;
    public const double BeyondProductWeight = 8.0;
    public const double BeyondCategoryWeight = 30.0;
    public const double BeyondAreaWeight = 20.0;

    public const double ExpectationWeight = 20.0;
    public const double PooledCategoryWeight = 30.0;
    public const double PooledSellerWeight = 15.0;
    public const double PooledProductWeight = 15.0;

    public const int WindowDays = 60;
    public const int DeliveriesWindowDays = 14;
    public const int ExpectationDays = 180;

    /// <summary>A review joins its delivery at most this many days after it.</summary>
    public const int JoinDays = 120;

    /// <summary>An order is remembered this many days after its last event.</summary>
    public const int MemoryDays = 400;

    /// <summary>Fixed point of expectations and residuals: units per 1.0.</summary>
    public const double FixedPoint = 65_536.0;

    public const int AreaCharacters = 3;

    /// <summary>
    /// Share of each complaint code, in the order of <see cref="Contracts.ComplaintCodes.All"/>, then of any of the first five. Measured on
    /// the
    /// first 30,000 answered reviews of the Olist data by (answer time, review id, order id), that is until 2017-11-01 21:04:45; five
    /// decimals.
    /// </summary>
    public static readonly double[] ComplaintPriors = [0.04593, 0.02007, 0.01250, 0.00160, 0.01217, 0.01147, 0.08177];

    /// <summary>All priors by name, ordinally sorted.</summary>
    public static SortedDictionary<string, double> Priors()
    {
        var priors = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["bad"] = BadPrior,
            ["mean_score"] = MeanScorePrior,
            ["late"] = LatePrior,
            ["joined_bad"] = JoinedBadPrior,
            ["complaint_any"] = ComplaintPriors[^1],
        };
        for (var i = 0; i < Contracts.ComplaintCodes.All.Count; i++)
            priors.Add("complaint_" + Contracts.ComplaintCodes.All[i], ComplaintPriors[i]);
        return priors;
    }
}
