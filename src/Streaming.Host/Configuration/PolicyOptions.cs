using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Settings;
using Streaming.Models.Policy;

namespace Streaming.Host.Configuration;

/// <summary>
/// The two cuts between the tiers. Training writes them into the artifact; a scorer takes them from the artifact it serves,
/// so a change here takes effect with the next model.
/// </summary>
public sealed record PolicyOptions : IRelatedSettings
{
    /// <summary>Name of this pair of cuts, carried by every scored event: change it whenever a cut changes. Default 1.</summary>
    [Required, Form("[A-Za-z0-9._-]{1,40}", "1 to 40 letters, digits, dots, underscores and hyphens")]
    public string Version { get; init; } = TierPolicy.Default.Version;

    /// <summary>GREEN from this probability of satisfaction on, above RedBelow and below 1. Default 0.70.</summary>
    [Between(0, 1, OpenEnds = true)]
    public double GreenFrom { get; init; } = TierPolicy.Default.GreenFrom;

    /// <summary>RED below this probability of satisfaction, above 0 and below GreenFrom. Default 0.30.</summary>
    [Between(0, 1, OpenEnds = true)]
    public double RedBelow { get; init; } = TierPolicy.Default.RedBelow;

    public TierPolicy ToPolicy() => new(Version, GreenFrom, RedBelow);

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (RedBelow >= GreenFrom)
            yield return (nameof(RedBelow), FormattableString.Invariant($"a number below GreenFrom, which is {GreenFrom}"));
    }
}
