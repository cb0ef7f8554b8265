namespace Streaming.Marketplace.Ingestion;

/// <summary>The keys of a table without regard to case and blanks, made when the first id finds no row: most tables join whole.</summary>
internal sealed class AlikeKeys(IEnumerable<string> keys)
{
    private readonly Lazy<HashSet<string>> alike = new(() => keys.Select(key => key.Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase));

    public bool Has(string id) => alike.Value.Contains(id.Trim());
}
