using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Streaming.Fuzz.Decoders;

/// <summary>
/// The block that instrumented code counts its branches in, 64 KiB as AFL's. An input is new when a branch was passed that no input passed
/// before,
/// or in another order of magnitude.
/// </summary>
internal sealed unsafe class CoverageMap
{
    private const int Size = 65_536;

    private readonly byte* hits = (byte*)NativeMemory.AllocZeroed(Size);
    private readonly byte[] seen = new byte[Size];

    public CoverageMap() => Trace.SharedMem = hits;

    /// <summary>Branches that any input passed.</summary>
    public int Branches { get; private set; }

    public void Clear()
    {
        new Span<byte>(hits, Size).Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>Takes what the last input passed; true when something of it is new.</summary>
    public bool Take()
    {
        var isNew = false;
        var words = (ulong*)hits;
        for (var word = 0; word < Size / sizeof(ulong); word++)
        {
            if (words[word] == 0)
                continue;
            for (var at = word * sizeof(ulong); at < (word + 1) * sizeof(ulong); at++)
            {
                if (hits[at] == 0)
                    continue;
                var magnitude = (byte)(1 << BitOperations.Log2(hits[at]));
                if ((seen[at] & magnitude) != 0)
                    continue;
                if (seen[at] == 0)
                    Branches++;
                seen[at] |= magnitude;
                isNew = true;
            }
        }

        return isNew;
    }
}
