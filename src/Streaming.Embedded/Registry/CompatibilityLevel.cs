using Streaming.Contracts.Rules;
using Streaming.Kafka.Resolution;

namespace Streaming.Embedded.Registry;

/// <summary>What the next schema of a subject must be able to do.</summary>
/// <param name="Backward">It reads what the earlier one wrote.</param>
/// <param name="Forward">The earlier one reads what it writes.</param>
/// <param name="Transitive">Against every earlier one, not the latest alone.</param>
internal sealed record CompatibilityLevel(string Name, bool Backward, bool Forward, bool Transitive)
{
    public static readonly CompatibilityLevel Default = new("BACKWARD", true, false, false);

    private static readonly CompatibilityLevel[] All =
    [
        new("NONE", false, false, false),
        Default,
        new("BACKWARD_TRANSITIVE", true, false, true),
        new("FORWARD", false, true, false),
        new("FORWARD_TRANSITIVE", false, true, true),
        new("FULL", true, true, false),
        new("FULL_TRANSITIVE", true, true, true),
    ];

    public static IEnumerable<string> Names => All.Select(level => level.Name);

    /// <exception cref="RegistryProblem">It is none of <see cref="Names"/>.</exception>
    public static CompatibilityLevel Parse(string? name) =>
        Array.Find(All, level => string.Equals(level.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw RegistryProblem.InvalidLevel(name);

    /// <summary>Why the next schema breaks this level; empty when it does not.</summary>
    /// <param name="next">The schema that is to come.</param>
    /// <param name="earlier">The subject's schemas, oldest first.</param>
    public IReadOnlyList<string> Differences(string next, IReadOnlyList<string> earlier)
    {
        if (earlier.Count == 0 || !(Backward || Forward))
            return [];
        var coming = AvroShape.Parse(next);
        var found = new List<string>();
        foreach (var one in Transitive ? earlier : [earlier[^1]])
        {
            var known = AvroShape.Parse(one);
            if (Backward)
                found.AddRange(AvroResolution.Differences(reader: coming, writer: known));
            if (Forward)
                found.AddRange(AvroResolution.Differences(reader: known, writer: coming));
        }

        return [.. found.Distinct()];
    }
}
