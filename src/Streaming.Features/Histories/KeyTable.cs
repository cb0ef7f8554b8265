namespace Streaming.Features.Histories;

/// <summary>What a history is kept of. Values index arrays.</summary>
internal enum KeyKind
{
    Seller,
    Product,
    Category,

    /// <summary>See <see cref="CustomerArea"/>.</summary>
    Area,
}

/// <summary>Small integers for the ids of one kind. Reading never adds one.</summary>
internal sealed class KeyTable
{
    public const int Unknown = -1;

    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly List<string> names = [];

    public int Count => names.Count;

    public IReadOnlyList<string> Names => names;

    public void MakeRoom(int count)
    {
        indices.EnsureCapacity(count);
        names.EnsureCapacity(count);
    }

    public int Intern(string name)
    {
        if (indices.TryGetValue(name, out var index))
            return index;
        index = names.Count;
        indices.Add(name, index);
        names.Add(name);
        return index;
    }

    /// <summary><see cref="Unknown"/> when nothing was ever kept of it.</summary>
    public int Find(string name) => indices.TryGetValue(name, out var index) ? index : Unknown;

    /// <inheritdoc cref="Find(string)"/>
    public int Find(ReadOnlySpan<char> name) =>
        indices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index) ? index : Unknown;
}
