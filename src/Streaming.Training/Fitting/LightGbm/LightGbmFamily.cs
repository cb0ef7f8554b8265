using System.Globalization;
using Streaming.Training.Candidates;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>LightGBM through its C interface: native code, deterministic. Fits may run side by side, also on the same rows.</summary>
/// <remarks>
/// One thread per fit: LightGBM's OpenMP threads wait by spinning, so that on a machine with other work two of them took 60 to 130 s for a
/// fit that takes 3 s alone. One thread adds up
/// row after row in either of LightGBM's layouts, so which one it takes by trying changes no bit; neither is clearly faster.
/// </remarks>
internal sealed class LightGbmFamily : IFamily
{
    /// <summary>Settings of rows and trees alike. Missing is a number here, see <see cref="MissingEncoding"/>.</summary>
    public const string Everywhere = "num_threads=1 verbosity=-1 deterministic=true use_missing=false";

    public IFittedModel Fit(FitInput input, long seed, CancellationToken cancellation)
    {
        try
        {
            using var booster = Booster.On(input.Rows.BinnedAs(input.Parameters), Settings(input.Parameters, seed));
            for (var round = 0; round < input.Parameters.Trees && booster.Grow(); round++)
                cancellation.ThrowIfCancellationRequested();
            return new LightGbmModel(booster.ToText(), input.Rows.Encoding);
        }
        catch (Exception broken) when (broken is DllNotFoundException or BadImageFormatException)
        {
            throw new FamilyUnavailableException("LightGBM's native library cannot be loaded; on Debian: apt-get install libgomp1", broken);
        }
    }

    /// <summary>With a sigmoid of 1 raw scores are log-odds. The smallest curvature of a leaf is that of ML.NET, through which the
    /// candidates' settings were found; LightGBM's own is 0.001.</summary>
    private static string Settings(CandidateParameters settings, long seed) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Everywhere} objective=binary sigmoid=1 seed={seed} num_leaves={settings.LeavesPerTree} "
                + $"learning_rate={settings.LearningRate} min_data_in_leaf={settings.MinimumRowsPerLeaf}\n"
                + $"min_sum_hessian_in_leaf=0.1 lambda_l2={settings.L2} feature_fraction={settings.FeatureFraction} "
                + $"bagging_fraction={settings.BaggingFraction}\n"
                + $"bagging_freq={(settings.BaggingFraction < 1 ? 1 : 0)} max_bin={settings.MaximumBins}"
        );
}
