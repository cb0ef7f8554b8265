using System.Collections.Immutable;

namespace Streaming.Audit.Models;

/// <summary>An artifact became known under a version.</summary>
/// <param name="Version">The version, unique within the model, naming this artifact for ever.</param>
/// <param name="Sha256">SHA-256 of the artifact file, 64 lower-case hexadecimal digits.</param>
/// <param name="Lineage">What it was made from, a JSON object kept as written. No personal data.</param>
public sealed record ModelRegistered(string Version, string Sha256, string Lineage);

/// <summary>It was decided that a registered version serves from now on.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Why">The reason given, in words.</param>
/// <param name="DecisionNumber">1, 2, 3 … without gaps within the model.</param>
public sealed record ModelPromoted(string Version, string By, string Why, long DecisionNumber);

/// <summary>What has to be known of a model to decide about it: the fold of its stream. Pure.</summary>
internal sealed record Model(ImmutableSortedDictionary<string, string> HashByVersion, string? ServingVersion, long Decisions)
{
    public static readonly Model Unknown = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal), null, 0);

    /// <summary>The state after one more event.</summary>
    public Model Evolve(object happened) => happened switch
    {
        ModelRegistered registered => this with { HashByVersion = HashByVersion.Add(registered.Version, registered.Sha256) },
        ModelPromoted promoted => this with { ServingVersion = promoted.Version, Decisions = promoted.DecisionNumber },
        _ => this,
    };

    /// <summary>What happens when this candidate is promoted.</summary>
    /// <exception cref="PromotionRefusedException">The version names another artifact, the artifact has another version, or it serves already.</exception>
    public IReadOnlyList<object> Promote(ModelCandidate candidate, string by, string why)
    {
        var known = HashByVersion.TryGetValue(candidate.Version, out var hash);
        if (known && hash != candidate.Sha256)
            throw new PromotionRefusedException(
                $"version '{candidate.Version}' of model '{candidate.Name}' names artifact {hash} for ever; this artifact is {candidate.Sha256}");
        if (ServingVersion == candidate.Version)
            throw new PromotionRefusedException(
                $"version '{candidate.Version}' of model '{candidate.Name}' serves already, by decision {Decisions}; nothing would change");
        if (!known && HashByVersion.FirstOrDefault(entry => entry.Value == candidate.Sha256).Key is { } version)
            throw new PromotionRefusedException(
                $"artifact {candidate.Sha256} is version '{version}' of model '{candidate.Name}'; it cannot be version '{candidate.Version}' too");

        var promoted = new ModelPromoted(candidate.Version, by, why, Decisions + 1);
        return known ? [promoted] : [new ModelRegistered(candidate.Version, candidate.Sha256, candidate.Lineage), promoted];
    }
}
