using System.Buffers;
using System.Numerics;
using Streaming.Features.SingleEvent;

namespace Streaming.Models.Forests;

/// <summary>
/// Feature by feature instead of tree by tree: each tree keeps one bit per leaf that can still be reached, a branch that goes right clears
/// the leaves on
/// its left, and the lowest bit left is the leaf. Branches of a feature are sorted by threshold, so that a scan stops at the first that
/// goes left.
/// After Lucchese et al., QuickScorer (SIGIR 2015).
/// </summary>
/// <remarks>
/// Measured on 600 trees of 8 leaves: 2.8 times as fast as <see cref="TreeWalk"/>. Turning trees so that branches rarely clear saved four
/// visits of ten and
/// no time, and so did leaving out the bounds checks: what is left are the ends of the scans, which no processor predicts.
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
        foreach (ref readonly var feature in features.AsSpan())
        {
            var value = vector[feature.Index];
            if (float.IsNaN(value))
            {
                for (var at = feature.Missing; at < feature.End; at++)
                    reachable[sorted[at].Tree] &= sorted[at].Mask;
            }
            else
            {
                // Ends at the latest at the list's last branch, a threshold of +infinity that no value exceeds.
                for (var at = feature.Ascending; sorted[at].Threshold < value; at++)
                    reachable[sorted[at].Tree] &= sorted[at].Mask;
            }
        }
    }

    private int Leaves(ReadOnlySpan<TMask> reachable, Span<int> leaves)
    {
        var sum = 0;
        var (first, all) = (firstSlots, slots);
        for (var tree = 0; tree < first.Length; tree++)
        {
            ref readonly var slot = ref all[first[tree] + BitOperations.TrailingZeroCount(ulong.CreateTruncating(reachable[tree]))];
            leaves[tree] = slot.Leaf;
            sum += slot.Value;
        }

        return sum;
    }
}

/// <summary>Clears bits of one tree when the feature's value is above the threshold.</summary>
internal readonly record struct BitVectorBranch<TMask>(float Threshold, ushort Tree, TMask Mask);

/// <summary>Where a feature's branches are: all of them by threshold, then, up to the end, those that send a missing value right.</summary>
internal readonly record struct BitVectorFeature(int Index, int Ascending, int Missing, int End);

/// <summary>Value in grid steps and index of a leaf.</summary>
internal readonly record struct BitVectorLeaf(int Value, int Leaf);
