using System.Numerics;
using Streaming.Features.SingleEvent;

namespace Streaming.Models.Forests;

/// <summary>Rearranges a forest for <see cref="BitVectors{TMask}"/>.</summary>
internal sealed class BitVectorLayout
{
    /// <summary>Bits of the widest mask.</summary>
    public const int MostLeaves = 64;

    private const int MostTrees = ushort.MaxValue + 1;

    private readonly ForestArrays arrays;
    private readonly List<Branch> branches = [];
    private readonly List<int> leaves = [];
    private readonly List<int> firstSlots = [];

    public BitVectorLayout(ForestArrays arrays)
    {
        this.arrays = arrays;
        for (var tree = 0; tree < arrays.Roots.Length; tree++)
        {
            firstSlots.Add(leaves.Count);
            Place(tree, arrays.Roots[tree]);
            LargestTree = Math.Max(LargestTree, leaves.Count - firstSlots[tree]);
        }
    }

    public int TreeCount => arrays.Roots.Length;

    /// <summary>Leaves of the tree that has most.</summary>
    public int LargestTree { get; private set; }

    /// <summary>Whether any mask is wide enough.</summary>
    public bool Fits => LargestTree <= MostLeaves && TreeCount <= MostTrees;

    /// <summary>First slot of each tree; slots are in the order of the bits.</summary>
    public int[] FirstSlots() => [.. firstSlots];

    public BitVectorLeaf[] Slots() => [.. leaves.Select(leaf => new BitVectorLeaf(arrays.LeafValues[leaf], leaf))];

    public BitVectorFeature[] Features()
    {
        var features = new List<BitVectorFeature>();
        var at = 0;
        foreach (var (index, ascending, missing) in Lists())
        {
            var behind = at + ascending.Length + 1;
            features.Add(new BitVectorFeature(index, at, behind, behind + missing.Length));
            at = behind + missing.Length;
        }

        return [.. features];
    }

    public BitVectorBranch<TMask>[] Branches<TMask>()
        where TMask : unmanaged, IBinaryInteger<TMask>
    {
        var all = new List<BitVectorBranch<TMask>>();
        foreach (var (_, ascending, missing) in Lists())
        {
            all.AddRange(ascending.Select(Of));
            all.Add(new BitVectorBranch<TMask>(float.PositiveInfinity, 0, TMask.AllBitsSet));
            all.AddRange(missing.Select(Of));
        }

        return [.. all];
        static BitVectorBranch<TMask> Of(Branch branch) =>
            new(branch.Threshold, (ushort)branch.Tree, ~TMask.CreateTruncating(branch.LeftLeaves));
    }

    private IEnumerable<(int Index, Branch[] Ascending, Branch[] Missing)> Lists() =>
        branches
            .GroupBy(branch => branch.Feature)
            .OrderBy(group => group.Key)
            .Select(group =>
                (group.Key, group.OrderBy(branch => branch.Threshold).ToArray(), group.Where(branch => !branch.IsMissingLeft).ToArray())
            );

    /// <summary>Gives the subtree its bits, from left to right.</summary>
    private void Place(int tree, int at)
    {
        if (at < 0)
        {
            leaves.Add(~at);
            return;
        }

        var first = leaves.Count - firstSlots[tree];
        Place(tree, arrays.Left[at]);
        var end = leaves.Count - firstSlots[tree];
        Place(tree, arrays.Right[at]);
        branches.Add(new Branch(arrays.Features[at], arrays.Thresholds[at], tree, Bits(end) & ~Bits(first), arrays.MissingLeft[at]));
    }

    private static ulong Bits(int count) => count >= MostLeaves ? ulong.MaxValue : (1UL << count) - 1;

    private readonly record struct Branch(int Feature, float Threshold, int Tree, ulong LeftLeaves, bool IsMissingLeft);
}
