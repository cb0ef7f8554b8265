using Streaming.Models.Policy;

namespace Streaming.Console.Projection.Tiers;

/// <summary>A tier as the tables keep it: the number of <see cref="Tier"/>.</summary>
internal static class TierCode
{
    private static readonly Tier[] Known = Enum.GetValues<Tier>();

    /// <exception cref="FormatException">No tier has this name.</exception>
    public static short Of(string name)
    {
        foreach (var tier in Known)
            if (tier.Name() == name)
                return (short)tier;
        throw new FormatException($"tier '{name}' is none of {string.Join(", ", Known.Select(tier => tier.Name()))}");
    }
}
