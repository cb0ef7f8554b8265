using Streaming.Models.Contributions;
using Streaming.Models.Forests;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting;
using Streaming.Training.Fitting.LightGbm;
using Xunit;

namespace Streaming.Training.Tests.Fitting;

/// <summary>What must hold for every family of trees. A family that this machine cannot run is skipped, with the reason.</summary>
public abstract class FamilyContract
{
    private protected virtual CandidateParameters Small =>
        new()
        {
            Trees = 40,
            MinimumRowsPerLeaf = 20,
            FeatureFraction = 0.6,
        };

    private protected abstract IFamily Family { get; }

    private protected virtual bool UsesChance => true;

    private protected virtual int MoreTrees => 150;

    /// <summary>Not where the unit of the raw score is fitted on the outcomes again.</summary>
    private protected virtual bool MarginsKeepTheWeight => true;

    [Fact]
    public void our_evaluation_equals_the_familys_on_rows_it_never_saw()
    {
        var forest = Fit(Synthetic.Input(3000, 1, Small), [11, 12]);
        Assert.True(forest.CheckImport(Synthetic.Orders(2000, 2).Rows) <= FittedForest.Tolerance);
        Assert.True(forest.Forest.NodeCount > 100);
    }

    [Fact]
    public void a_missing_value_keeps_its_meaning()
    {
        var forest = Fit(Synthetic.Input(3000, 1, Small), [11]).Forest;
        var known = new float[Synthetic.Features];
        var missing = (float[])known.Clone();
        missing[1] = float.NaN;
        Assert.True(forest.Margin(missing) < forest.Margin(known) - 0.3, "missing in column 1 was unsatisfied far more often");
    }

    [Fact]
    public void a_value_below_all_fitted_ones_is_not_taken_for_missing()
    {
        var forest = Fit(Synthetic.Input(3000, 1, Small), [11]).Forest;
        float[] smallest = [0, -10, 0, 0, 0, 0],
            smaller = [0, -1e9f, 0, 0, 0, 0];
        Assert.Equal(forest.Margin(smallest), forest.Margin(smaller));
    }

    [Fact]
    public void every_row_is_trained_on_whatever_is_missing_in_it()
    {
        var input = Synthetic.Input(3000, 1, Small);
        foreach (var row in input.Rows.Vectors)
            row[2] = float.NaN;
        var fitted = Fit(input, [11]);
        var arrays = fitted.With(new TreeNode(1, 0, ~0, ~1, MissingLeft: true), [0, 0], input.Rows.Vectors).Arrays;
        foreach (var root in arrays.Roots)
            Assert.Equal(3000, root >= 0 ? arrays.NodeCovers[root] : arrays.LeafCovers[~root]);
        Assert.Contains(fitted.Forest.Arrays.Features, feature => feature == 0);
    }

    [Fact]
    public void the_same_seed_gives_the_same_forest_and_another_seed_another_if_chance_is_used()
    {
        var input = Synthetic.Input(3000, 1, Small);
        var first = Fit(input, [11]).Forest.Arrays;
        Assert.Equal(first.LeafValues, Fit(input, [11]).Forest.Arrays.LeafValues);
        if (UsesChance)
            Assert.NotEqual(first.LeafValues, Fit(input, [99]).Forest.Arrays.LeafValues);
        else
            Assert.Equal(first.LeafValues, Fit(input, [99]).Forest.Arrays.LeafValues);
    }

    [Fact]
    public void margins_are_log_odds_of_satisfied()
    {
        var input = Synthetic.Input(4000, 1, Small with { Trees = MoreTrees });
        var forest = Fit(input, [11]).Forest;
        var mean = input.Rows.Vectors.Average(row => 1 / (1 + Math.Exp(-forest.Margin(row))));
        Assert.Equal(input.Rows.Satisfied.Count(label => label) / 4000.0, mean, 0.02);
    }

    [Fact]
    public void a_weight_of_the_unsatisfied_reaches_the_fit()
    {
        var input = Synthetic.Input(3000, 1, Small);
        var weighted = input with { Parameters = Small with { UnsatisfiedWeight = 4 } };
        var (plain, heavy) = (Fit(input, [11]).Forest, Fit(weighted, [11]).Forest);
        var moved = input.Rows.Vectors.Average(row => plain.Margin(row) - heavy.Margin(row));
        if (MarginsKeepTheWeight)
            Assert.InRange(moved, 0.5, 3);
        else
            Assert.NotEqual(plain.Arrays.LeafValues, heavy.Arrays.LeafValues);
    }

    [Fact]
    public void contributions_add_up_to_the_margin()
    {
        var forest = Fit(Synthetic.Input(3000, 1, Small), [11]).Forest;
        var contributions = new PathContributions(forest);
        var (leaves, parts) = (new int[forest.TreeCount], new double[forest.FeatureCount]);
        foreach (var row in Synthetic.Orders(50, 5).Rows)
        {
            var margin = forest.Margin(row, leaves);
            contributions.Attribute(row, leaves, parts);
            Assert.Equal(margin, contributions.Base + parts.Sum(), 1e-9);
        }
    }

    private FittedForest Fit(FitInput input, long[] seeds)
    {
        try
        {
            return FittedForest.Fit(Family, input, seeds, Synthetic.Features, TestContext.Current.CancellationToken);
        }
        catch (FamilyUnavailableException unavailable)
        {
            Assert.Skip(unavailable.Message);
            throw;
        }
    }
}

public sealed class FastTreeFamilyTests : FamilyContract
{
    private protected override IFamily Family { get; } = new FastTreeFamily();
}

public sealed class LightGbmFamilyTests : FamilyContract
{
    private protected override IFamily Family { get; } = new LightGbmFamily();
}

public sealed class FastForestFamilyTests : FamilyContract
{
    private protected override IFamily Family { get; } = new FastForestFamily();

    private protected override bool MarginsKeepTheWeight => false;
}

public sealed class LogisticFamilyTests : FamilyContract
{
    private protected override IFamily Family { get; } = new LogisticFamily();

    private protected override CandidateParameters Small =>
        new()
        {
            Family = CandidateFamily.Logistic,
            Trees = 15,
            LearningRate = 0.5,
            L2 = 5,
            MaximumBins = 20,
        };

    private protected override bool UsesChance => false;

    private protected override int MoreTrees => 30;
}
