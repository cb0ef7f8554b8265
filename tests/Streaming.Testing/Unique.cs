using Streaming.Contracts.Rules;

namespace Streaming.Testing;

/// <summary>Names that no other test uses: tests share servers and are kept apart by name.</summary>
public static class Unique
{
    /// <summary>The stem, a dash and twelve characters; fit for topics, groups, databases and transactional ids.</summary>
    public static string Name(string stem) => $"{stem}-{Guid.NewGuid().ToString("N")[..12]}";
}
