namespace Streaming.Audit.Chain;

/// <summary>Events that are not as they were recorded, so that nothing else is compared with them. Bounded: what is beyond is too much to
/// tell apart.</summary>
internal sealed class ChainDamage
{
    private const int Most = 10_000;

    private readonly HashSet<long> sequences = [];
    private readonly HashSet<string> streams = new(StringComparer.Ordinal);

    /// <summary>More events are damaged than are kept apart.</summary>
    public bool IsTooMuch => sequences.Count >= Most;

    public void Add(long sequence, string stream)
    {
        if (IsTooMuch)
            return;
        sequences.Add(sequence);
        streams.Add(stream);
    }

    public bool Has(long sequence) => sequences.Contains(sequence);

    /// <summary>An event of the stream is damaged.</summary>
    public bool Has(string stream) => streams.Contains(stream);
}
