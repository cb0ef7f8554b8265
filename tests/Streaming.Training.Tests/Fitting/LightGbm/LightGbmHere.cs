using Streaming.Training.Candidates;
using Streaming.Training.Fitting;
using Streaming.Training.Fitting.LightGbm;
using Xunit;

namespace Streaming.Training.Tests.Fitting.LightGbm;

/// <summary>Skips a test where LightGBM cannot be loaded.</summary>
internal static class LightGbmHere
{
    public static void OrSkip()
    {
        var input = Synthetic.Input(200, 1, new CandidateParameters { Trees = 1 });
        using var rows = input.Rows;
        try
        {
            new LightGbmFamily().Fit(input, 1, TestContext.Current.CancellationToken);
        }
        catch (FamilyUnavailableException unavailable)
        {
            Assert.Skip(unavailable.Message);
        }
    }
}
