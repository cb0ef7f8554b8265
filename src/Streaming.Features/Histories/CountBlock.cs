using System.Runtime.InteropServices;
using Streaming.Features.Histories.Snapshots;

namespace Streaming.Features.Histories;

/// <summary>The daily counts of one kind of fact, for every key of one kind. Series of a snapshot stay packed until they are read or
/// counted into.</summary>
/// <param name="width">Sums per key and day.</param>
internal sealed class CountBlock(int width)
{
    private readonly List<DaySeries?> byKey = [];
    private byte[] body = [];
    private int[] packedAt = [];

    public int Width => width;

    /// <summary>Keys from 0 that may have a series.</summary>
    public int Keys => byKey.Count;

    public DaySeries? SeriesOf(int key) => (uint)key < (uint)byKey.Count ? byKey[key] ?? Unpack(key) : null;

    public void Add(int key, int day, ReadOnlySpan<long> change)
    {
        while (byKey.Count <= key)
            byKey.Add(null);
        var series = byKey[key] ?? Unpack(key) ?? (byKey[key] = new DaySeries(width));
        series.Add(day, change);
    }

    /// <summary>Takes up the series of a snapshot.</summary>
    /// <param name="snapshot">Its body.</param>
    /// <param name="offsets">By key, where the series stands in it; 0 where there is none. Owned by this block from now on.</param>
    public void Resume(byte[] snapshot, int[] offsets)
    {
        (body, packedAt) = (snapshot, offsets);
        CollectionsMarshal.SetCount(byKey, offsets.Length);
    }

    /// <summary>The series as it is written, when nobody has asked for it since the snapshot.</summary>
    public bool TryPacked(int key, out ReadOnlySpan<byte> series)
    {
        series = default;
        if ((uint)key >= (uint)packedAt.Length || packedAt[key] == 0)
            return false;
        series = body.AsSpan(packedAt[key], SeriesFormat.Skip(body, packedAt[key]) - packedAt[key]);
        return true;
    }

    /// <summary>Sums over closed days <paramref name="from"/> … <paramref name="before"/> − 1; zeros for an unknown key.</summary>
    public void Sum(int key, int from, int before, Span<long> into)
    {
        if (SeriesOf(key) is { } series)
            series.Sum(from, before, into);
        else
            into.Clear();
    }

    private DaySeries? Unpack(int key)
    {
        if (key >= packedAt.Length || packedAt[key] == 0)
            return null;
        byKey[key] = SeriesFormat.Read(body, packedAt[key], width);
        packedAt[key] = 0;
        return byKey[key];
    }
}
