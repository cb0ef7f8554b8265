using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Fitting.LightGbm;
using Xunit;

namespace Streaming.Training.Tests.Fitting.LightGbm;

public sealed class TreeTextTests
{
    /// <summary>As LightGBM writes it, without the lines that are not read.</summary>
    private const string Written = """
        tree
        version=v4
        num_class=1
        num_tree_per_iteration=1
        max_feature_idx=1
        objective=binary sigmoid:1
        tree_sizes=310 120

        Tree=0
        num_leaves=3
        num_cat=0
        split_feature=1 0
        split_gain=10 4
        threshold=0.5 1.0000000180025095e-35
        decision_type=2 2
        left_child=1 -1
        right_child=-2 -3
        leaf_value=-0.25 0.125 0.75
        leaf_count=10 20 30
        is_linear=0
        shrinkage=0.1


        Tree=1
        num_leaves=1
        num_cat=0
        split_feature=
        threshold=
        decision_type=
        left_child=
        right_child=
        leaf_value=0.0625
        is_linear=0
        shrinkage=1


        end of trees

        feature_importances:
        Column_1=1
        """;

    [Fact]
    public void trees_are_read_with_their_branches_and_leaves()
    {
        var tree = TreeText.All(Written)[0];
        Assert.Equal([1, 0], tree.Columns);
        Assert.Equal([0.5, 1.0000000180025095e-35], tree.Thresholds);
        Assert.Equal([1, -1], tree.Left);
        Assert.Equal([-2, -3], tree.Right);
        Assert.Equal([-0.25, 0.125, 0.75], tree.Leaves);
    }

    [Fact]
    public void a_tree_may_be_a_single_leaf()
    {
        var tree = TreeText.All(Written)[1];
        Assert.Empty(tree.Columns);
        Assert.Equal([0.0625], tree.Leaves);
    }

    [Theory]
    [InlineData("num_cat=0", "num_cat=1", "set of categories")]
    [InlineData("is_linear=0", "is_linear=1", "linear leaves")]
    [InlineData("decision_type=2 2", "decision_type=2 1", "decision type 1")]
    [InlineData("decision_type=2 2", "decision_type=2 10", "decision type 10")]
    [InlineData("num_tree_per_iteration=1", "num_tree_per_iteration=3", "several trees per round")]
    [InlineData("leaf_value=-0.25 0.125 0.75", "leaf_value=-0.25 0.125", "2 values of leaf_value; expected 3")]
    [InlineData("leaf_value=-0.25 0.125 0.75", "leaf_value=-0.25 nan 0.75", "leaf_value 'nan'")]
    [InlineData("threshold=0.5 1.0000000180025095e-35\n", "", "lacks threshold")]
    [InlineData("left_child=1 -1", "left_child=2 -1", "child 2")]
    [InlineData("right_child=-2 -3", "right_child=-2 -4", "child -4")]
    [InlineData("tree_sizes=310 120", "tree_sizes=310 120 130", "2 trees and speaks of 3")]
    [InlineData("Tree=1", "Tree=2", "'Tree=2' in the place of tree 1")]
    [InlineData("end of trees", "", "ends without")]
    public void what_an_artifact_cannot_hold_or_the_text_lacks_is_refused(string line, string instead, string words)
    {
        Assert.Contains(line, Written);
        Assert.Contains(
            words,
            Assert.Throws<TrainingException>(() => TreeText.All(Written.Replace(line, instead, StringComparison.Ordinal))).Message
        );
    }

    [Fact]
    public void a_real_fits_text_is_read_whole_and_never_when_cut()
    {
        LightGbmHere.OrSkip();
        using var rows = Synthetic.Input(2000, 1, new CandidateParameters()).Rows;
        using var dataset = BinnedRows.Of(rows, 63, 1);
        using var booster = Booster.On(dataset, "objective=binary num_threads=1 verbosity=-1 num_leaves=5");
        for (var round = 0; round < 7; round++)
            Assert.True(booster.Grow());
        var text = booster.ToText();
        Assert.Equal(Enumerable.Repeat(5, 7), TreeText.All(text).Select(tree => tree.Leaves.Count));
        Assert.Equal(text, Booster.Load(text).ToText()[..text.Length]);
        for (var length = 0; length < text.IndexOf("end of trees", StringComparison.Ordinal); length += 97)
            Assert.Throws<TrainingException>(() => TreeText.All(text[..length]));
    }
}
