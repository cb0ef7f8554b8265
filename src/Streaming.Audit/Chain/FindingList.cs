namespace Streaming.Audit.Chain;

/// <summary>Findings of one check. Bounded: the first of them are kept, the others counted.</summary>
internal sealed class FindingList
{
    /// <summary>Who has as many needs a backup and no longer list.</summary>
    public const int Most = 1_000;

    private readonly List<ChainFinding> kept = [];

    /// <summary>How many there were beyond those that are kept.</summary>
    public long More { get; private set; }

    public void Add(ChainFinding finding)
    {
        if (kept.Count < Most)
            kept.Add(finding);
        else
            More++;
    }

    /// <summary>By position, those without one last.</summary>
    public IReadOnlyList<ChainFinding> Sorted() => [.. kept.OrderBy(finding => finding.Position ?? long.MaxValue)];
}
