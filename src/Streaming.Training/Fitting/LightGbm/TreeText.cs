using System.Globalization;
using System.Numerics;

namespace Streaming.Training.Fitting.LightGbm;

/// <summary>One tree of the text that LightGBM writes of a model (version v4). A row goes left when its value in a node's column is at most
/// the threshold.</summary>
/// <param name="Columns">One per node.</param>
/// <param name="Thresholds">One per node.</param>
/// <param name="Left">One per node; a node, or the bitwise complement of a leaf.</param>
/// <param name="Right">As <paramref name="Left"/>.</param>
/// <param name="Leaves">One more than there are nodes, in log-odds.</param>
internal sealed record TreeText(
    IReadOnlyList<int> Columns,
    IReadOnlyList<double> Thresholds,
    IReadOnlyList<int> Left,
    IReadOnlyList<int> Right,
    IReadOnlyList<double> Leaves
)
{
    private const string Begin = "Tree=";
    private const string End = "end of trees";

    /// <summary>Bit of a node's decision type: it splits a set of categories.</summary>
    private const int Categorical = 1;

    /// <summary>Bits that say which values count as missing; 0 for none.</summary>
    private const int MissingKind = 0b1100;

    /// <exception cref="TrainingException">The text lacks something, or has what an artifact cannot hold.</exception>
    public static IReadOnlyList<TreeText> All(string text)
    {
        var lines = text.Split('\n');
        var end = Array.IndexOf(lines, End);
        if (end < 0)
            throw Refused($"ends without '{End}'");
        var trees = new List<TreeText>();
        var at = Array.FindIndex(lines, line => line.StartsWith(Begin, StringComparison.Ordinal));
        var header = Fields(lines.AsSpan(0, at < 0 ? end : at));
        if (Number<int>(header, "num_tree_per_iteration") != 1)
            throw Refused("has several trees per round");
        while (at >= 0 && at < end)
        {
            var next = Array.FindIndex(lines, at + 1, end - at, line => line == End || line.StartsWith(Begin, StringComparison.Ordinal));
            if (lines[at] != Begin + trees.Count.ToString(CultureInfo.InvariantCulture))
                throw Refused($"has '{lines[at]}' in the place of tree {trees.Count}");
            trees.Add(One(Fields(lines.AsSpan(at + 1, next - at - 1)), trees.Count));
            at = next;
        }

        var told = Text(header, "tree_sizes").Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
        return trees.Count == told && told > 0 ? trees : throw Refused($"has {trees.Count} trees and speaks of {told}");
    }

    private static TreeText One(Dictionary<string, string> fields, int tree)
    {
        var leaves = Number<int>(fields, "num_leaves");
        if (Number<int>(fields, "num_cat") != 0)
            throw Refused($"has a tree, {tree}, that splits a set of categories, which an artifact cannot hold");
        if (Number<int>(fields, "is_linear") != 0)
            throw Refused($"has a tree, {tree}, with linear leaves, which an artifact cannot hold");
        foreach (var kind in Numbers<int>(fields, "decision_type", leaves - 1))
            if ((kind & (Categorical | MissingKind)) != 0)
                throw Refused($"has a branch in tree {tree} of decision type {kind}; known are numbers without a missing one");
        int[] left = Numbers<int>(fields, "left_child", leaves - 1),
            right = Numbers<int>(fields, "right_child", leaves - 1);
        foreach (var child in left.Concat(right))
            if (child >= leaves - 1 || ~child >= leaves)
                throw Refused($"has a child {child} in tree {tree} of {leaves} leaves");
        return new TreeText(
            Numbers<int>(fields, "split_feature", leaves - 1),
            Numbers<double>(fields, "threshold", leaves - 1),
            left,
            right,
            Numbers<double>(fields, "leaf_value", leaves)
        );
    }

    private static Dictionary<string, string> Fields(ReadOnlySpan<string> lines)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in lines)
            if (line.IndexOf('=') is var at and > 0)
                fields[line[..at]] = line[(at + 1)..];
        return fields;
    }

    private static string Text(Dictionary<string, string> fields, string name) =>
        fields.TryGetValue(name, out var text) ? text : throw Refused($"lacks {name}");

    private static T Number<T>(Dictionary<string, string> fields, string name)
        where T : INumber<T> => Numbers<T>(fields, name, 1)[0];

    private static T[] Numbers<T>(Dictionary<string, string> fields, string name, int count)
        where T : INumber<T>
    {
        var words = Text(fields, name).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != count)
            throw Refused($"has {words.Length} values of {name}; expected {count}");
        return
        [
            .. words.Select(word =>
                T.TryParse(word, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value)
                    ? value
                    : throw Refused($"has {name} '{word}'")
            ),
        ];
    }

    private static TrainingException Refused(string what) => new($"the text that LightGBM wrote of a model {what}");
}
