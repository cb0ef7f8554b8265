using Streaming.Audit.Runs;

namespace Streaming.Audit.Models;

/// <summary>What happens when somebody decides about a model: events, or a refusal that says which rule stands against it. Pure.</summary>
internal static class ModelRules
{
    /// <summary>The candidate becomes known; nothing happens when it is.</summary>
    /// <exception cref="PromotionRefusedException">The version names another artifact, or the artifact has another version.</exception>
    public static IReadOnlyList<object> Register(this Model model, ModelCandidate candidate, string runId = "")
    {
        if (model.HashByVersion.TryGetValue(candidate.Version, out var hash))
        {
            return hash == candidate.Sha256
                ? []
                : throw new PromotionRefusedException($"version '{candidate.Version}' of model '{candidate.Name}' names artifact {hash} for ever; this artifact is {candidate.Sha256}");
        }

        if (model.HashByVersion.FirstOrDefault(entry => entry.Value == candidate.Sha256).Key is { } version)
            throw new PromotionRefusedException(
                $"artifact {candidate.Sha256} is version '{version}' of model '{candidate.Name}'; it cannot be version '{candidate.Version}' too");
        return [new ModelRegistered(candidate.Version, candidate.Sha256, candidate.Lineage, runId)];
    }

    /// <summary>The candidate serves from now on. Nothing happens when this run has promoted already.</summary>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, or it serves already.</exception>
    public static IReadOnlyList<object> Promote(this Model model, ModelCandidate candidate, string by, string why, string runId = "")
    {
        if (model.NumberByRun.ContainsKey(runId)) return [];
        var registered = model.Register(candidate, runId);
        RefuseServing(model, candidate.Name, candidate.Version);
        return [.. registered, new ModelPromoted(candidate.Version, by, why, model.Decisions + 1, runId)];
    }

    /// <summary>A version that is registered already serves from now on: how a person accepts a proposal.</summary>
    /// <exception cref="PromotionRefusedException">It is unknown, or serves already.</exception>
    public static IReadOnlyList<object> PromoteVersion(this Model model, string name, string version, string by, string why)
    {
        RefuseUnknown(model, name, version);
        RefuseServing(model, name, version);
        return [new ModelPromoted(version, by, why, model.Decisions + 1)];
    }

    /// <summary>The candidate waits for a person. Nothing happens when this run has spoken already.</summary>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, or it serves or waits already.</exception>
    public static IReadOnlyList<object> Propose(this Model model, ModelCandidate candidate, string by, string why, IReadOnlyList<GateResult> gates, string runId = "")
    {
        if (model.RunsThatSpoke.Contains(runId)) return [];
        var registered = model.Register(candidate, runId);
        RefuseServing(model, candidate.Name, candidate.Version);
        if (model.Waiting.Contains(candidate.Version))
            throw new PromotionRefusedException($"version '{candidate.Version}' of model '{candidate.Name}' waits for a decision already");
        return [.. registered, new PromotionProposed(candidate.Version, by, why, gates, runId)];
    }

    /// <summary>A gate stands against the candidate. Nothing happens when this run has spoken already.</summary>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, or it serves.</exception>
    public static IReadOnlyList<object> RejectByGate(this Model model, ModelCandidate candidate, string by, string why, GateResult gate, string runId = "")
    {
        if (model.RunsThatSpoke.Contains(runId)) return [];
        var registered = model.Register(candidate, runId);
        RefuseServing(model, candidate.Name, candidate.Version);
        return [.. registered, new PromotionRejected(candidate.Version, by, why, gate.Gate, gate.Value, gate.Limit, runId)];
    }

    /// <summary>A person turns a proposal down.</summary>
    /// <exception cref="PromotionRefusedException">No proposal of the version waits.</exception>
    public static IReadOnlyList<object> Reject(this Model model, string name, string version, string by, string why)
    {
        RefuseUnknown(model, name, version);
        if (model.ServingVersion == version)
            throw new PromotionRefusedException($"version '{version}' of model '{name}' serves, by decision {model.Decisions}; what serves is rolled back, not rejected");
        if (!model.Waiting.Contains(version))
            throw new PromotionRefusedException($"no proposal of version '{version}' of model '{name}' waits; waiting: {Words(model.Waiting)}");
        return [new PromotionRejected(version, by, why)];
    }

    /// <summary>A version that served before serves again.</summary>
    /// <param name="version">Null for the one that served before the present one.</param>
    /// <exception cref="PromotionRefusedException">There is no such version, it never served, or it serves now.</exception>
    public static IReadOnlyList<object> RollBack(this Model model, string name, string? version, string by, string why)
    {
        var target = version ?? model.Served.LastOrDefault(served => served != model.ServingVersion)
            ?? throw new PromotionRefusedException($"model '{name}' cannot be rolled back: {(model.Decisions == 0 ? "nothing serves" : $"nothing served before version '{model.ServingVersion}'")}");
        RefuseUnknown(model, name, target);
        RefuseServing(model, name, target);
        if (!model.Served.Contains(target))
            throw new PromotionRefusedException(
                $"version '{target}' of model '{name}' never served, so nothing can be rolled back to it; served: {Words(model.Served.Distinct())}. Promote it instead");
        return [new ModelRolledBack(target, by, why, model.Decisions + 1)];
    }

    private static void RefuseUnknown(Model model, string name, string version)
    {
        if (!model.HashByVersion.ContainsKey(version))
            throw new PromotionRefusedException($"model '{name}' has no version '{version}'; registered: {Words(model.HashByVersion.Keys)}");
    }

    private static void RefuseServing(Model model, string name, string version)
    {
        if (model.ServingVersion == version)
            throw new PromotionRefusedException($"version '{version}' of model '{name}' serves already, by decision {model.Decisions}; nothing would change");
    }

    private static string Words(IEnumerable<string> versions) => string.Join(", ", versions) is { Length: > 0 } words ? words : "none";
}
