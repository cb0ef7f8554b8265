using System.Buffers;
using System.Numerics;

namespace Streaming.Models.Forests;

/// <summary>
/// Feature by feature instead of tree by tree: each tree keeps one bit per leaf that can still be reached, a branch that does not go its usual way
/// clears the leaves on its usual side, and the lowest bit left is the leaf. Branches of a feature are sorted by threshold, so that a scan stops at the
/// first that goes the usual way; nothing else of the forest is touched. After Lucchese et al., QuickScorer (SIGIR 2015).
/// </summary>
/// <remarks>
/// The usual side of a branch is the one that more training rows took: rare branches make short scans.
/// </remarks>
/// <typeparam name="TMask">Unsigned, with at least as many bits as the largest tree has leaves.</typeparam>
internal sealed class BitVectors<TMask> : IForestKernel
    where TMask : unmanaged, IBinaryInteger<TMask>, IUnsignedNumber<TMask>
{
    private readonly int trees;
    private readonly BitVectorFeature[] features;
    private readonly BitVectorBranch<TMask>[] branches;
    private readonly int[] firstSlots;
    private readonly BitVectorLeaf[] slots;

    /// <param name="layout">Must fit <typeparamref name="TMask"/>.</param>
    public BitVectors(BitVectorLayout layout)
    {
        trees = layout.TreeCount;
        features = layout.Features();
        branches = layout.Branches<TMask>();
        firstSlots = layout.FirstSlots();
        slots = layout.Slots();
    }

    public int Evaluate(ReadOnlySpan<float> vector, Span<int> leaves)
    {
        var rented = ArrayPool<TMask>.Shared.Rent(trees);
        var reachable = rented.AsSpan(0, trees);
        reachable.Fill(TMask.AllBitsSet);
        Mask(vector, reachable);
        var sum = Leaves(reachable, leaves);
        ArrayPool<TMask>.Shared.Return(rented);
        return sum;
    }

    private void Mask(ReadOnlySpan<float> vector, Span<TMask> reachable)
    {
        var sorted = branches;
        foreach (var feature in features)
        {
            var value = vector[feature.Index];
            if (float.IsNaN(value))
            {
                for (var at = feature.Missing; at < feature.End; at++) reachable[sorted[at].Tree] &= sorted[at].Mask;
                continue;
            }

            // Both scans end at the latest at their sentinel: +infinity is not below any value, and no value is at or below NaN.
            for (var at = feature.Ascending; sorted[at].Threshold < value; at++) reachable[sorted[at].Tree] &= sorted[at].Mask;
            for (var at = feature.Descending; value <= sorted[at].Threshold; at++) reachable[sorted[at].Tree] &= sorted[at].Mask;
        }
    }

    private int Leaves(ReadOnlySpan<TMask> reachable, Span<int> leaves)
    {
        var sum = 0;
        for (var tree = 0; tree < reachable.Length; tree++)
        {
            var slot = slots[firstSlots[tree] + int.CreateTruncating(TMask.TrailingZeroCount(reachable[tree]))];
            leaves[tree] = slot.Leaf;
            sum += slot.Value;
        }

        return sum;
    }
}

/// <summary>Clears bits of one tree when the feature's value is beyond the threshold.</summary>
internal readonly record struct BitVectorBranch<TMask>(float Threshold, ushort Tree, TMask Mask);

/// <summary>Where a feature's branches begin: those usually left, those usually right, those that a missing value turns.</summary>
internal readonly record struct BitVectorFeature(int Index, int Ascending, int Descending, int Missing, int End);

/// <summary>Value in grid steps and index of a leaf.</summary>
internal readonly record struct BitVectorLeaf(int Value, int Leaf);
