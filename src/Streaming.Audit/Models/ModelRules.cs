using Streaming.Contracts.Gates;

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
                : throw new PromotionRefusedException(
                    $"version '{candidate.Version}' of model '{candidate.Name}' names artifact {hash} for ever; this artifact is "
                        + $"{candidate.Sha256}"
                );
        }

        if (model.HashByVersion.FirstOrDefault(entry => entry.Value == candidate.Sha256).Key is { } version)
            throw new PromotionRefusedException(
                $"artifact {candidate.Sha256} is version '{version}' of model '{candidate.Name}'; it cannot be version "
                    + $"'{candidate.Version}' too"
            );
        return [new ModelRegistered(candidate.Version, candidate.Sha256, candidate.Lineage, runId)];
    }

    /// <summary>The candidate serves from now on. Nothing happens when this run has promoted already.</summary>
    /// <param name="bestSha256">The artifact of the best that ever served, this one included, as the run measured; null where nobody
    /// did.</param>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, it serves already, or a gate stands against
    /// it.</exception>
    public static IReadOnlyList<object> Promote(
        this Model model,
        ModelCandidate candidate,
        string by,
        string why,
        string runId = "",
        string? bestSha256 = null
    )
    {
        if (model.NumberByRun.ContainsKey(runId))
            return [];
        var registered = model.Register(candidate, runId);
        RefuseServing(model, candidate.Name, candidate.Version);
        if (runId.Length == 0)
            RefuseFailed(model, candidate.Name, candidate.Version);
        var best =
            bestSha256 is null ? null
            : bestSha256 == candidate.Sha256 ? candidate.Version
            : model.HashByVersion.FirstOrDefault(entry => entry.Value == bestSha256).Key;
        return [.. registered, new VersionPromoted(candidate.Version, by, why, model.Decisions + 1, runId, best)];
    }

    /// <summary>The candidate serves from now on although gates stand against it.</summary>
    /// <param name="gates">Those that failed.</param>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, it serves already, or no gate failed.</exception>
    public static IReadOnlyList<object> PromoteDespiteGates(
        this Model model,
        ModelCandidate candidate,
        string by,
        string why,
        IReadOnlyList<GateResult> gates
    ) => [.. model.Register(candidate), .. model.Overridden(candidate.Name, candidate.Version, by, why, gates)];

    /// <summary>The same of a version that is registered already.</summary>
    /// <exception cref="PromotionRefusedException">It is unknown, serves already, or no gate failed.</exception>
    public static IReadOnlyList<object> PromoteVersionDespiteGates(
        this Model model,
        string name,
        string version,
        string by,
        string why,
        IReadOnlyList<GateResult> gates
    )
    {
        RefuseUnknown(model, name, version);
        return model.Overridden(name, version, by, why, gates);
    }

    private static IReadOnlyList<object> Overridden(
        this Model model,
        string name,
        string version,
        string by,
        string why,
        IReadOnlyList<GateResult> gates
    )
    {
        RefuseServing(model, name, version);
        GateResult[] failed = [.. gates.Where(gate => gate.Failed)];
        if (failed.Length == 0)
            throw new PromotionRefusedException(
                $"no gate is known to stand against version '{version}' of model '{name}', so none can be overridden; promote it"
            );
        return [new ModelPromotedDespiteGates(version, by, why, model.Decisions + 1, failed)];
    }

    /// <summary>A version that is registered already serves from now on: how a person accepts a proposal.</summary>
    /// <exception cref="PromotionRefusedException">It is unknown, serves already, or a gate stands against it.</exception>
    public static IReadOnlyList<object> PromoteVersion(this Model model, string name, string version, string by, string why)
    {
        RefuseUnknown(model, name, version);
        RefuseServing(model, name, version);
        RefuseFailed(model, name, version);
        return [new VersionPromoted(version, by, why, model.Decisions + 1)];
    }

    /// <summary>The candidate waits for a person. Nothing happens when this run has spoken already.</summary>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, or it serves or waits already.</exception>
    public static IReadOnlyList<object> Propose(
        this Model model,
        ModelCandidate candidate,
        string by,
        string why,
        IReadOnlyList<GateResult> gates,
        string runId = ""
    )
    {
        if (model.RunsThatSpoke.Contains(runId))
            return [];
        var registered = model.Register(candidate, runId);
        RefuseServing(model, candidate.Name, candidate.Version);
        if (model.Waiting.Contains(candidate.Version))
            throw new PromotionRefusedException($"version '{candidate.Version}' of model '{candidate.Name}' waits for a decision already");
        return [.. registered, new PromotionProposed(candidate.Version, by, why, gates, runId)];
    }

    /// <summary>A gate stands against the candidate. Nothing happens when this run has spoken already.</summary>
    /// <exception cref="PromotionRefusedException">As for <see cref="Register"/>, or it serves.</exception>
    public static IReadOnlyList<object> RejectByGate(
        this Model model,
        ModelCandidate candidate,
        string by,
        string why,
        GateResult gate,
        string runId = ""
    )
    {
        if (model.RunsThatSpoke.Contains(runId))
            return [];
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
            throw new PromotionRefusedException(
                $"version '{version}' of model '{name}' serves, by decision {model.Decisions}; what serves is rolled back, not rejected"
            );
        if (!model.Waiting.Contains(version))
            throw new PromotionRefusedException(
                $"no proposal of version '{version}' of model '{name}' waits; waiting: {Words(model.Waiting)}"
            );
        return [new PromotionRejected(version, by, why)];
    }

    /// <summary>A version that served before serves again.</summary>
    /// <param name="version">Null for the one that served before the present one.</param>
    /// <exception cref="PromotionRefusedException">There is no such version, it never served, or it serves now.</exception>
    public static IReadOnlyList<object> RollBack(this Model model, string name, string? version, string by, string why)
    {
        var target =
            version
            ?? model.Served.LastOrDefault(served => served != model.ServingVersion)
            ?? throw new PromotionRefusedException(
                $"model '{name}' cannot be rolled back: "
                    + $"{(model.Decisions == 0 ? "nothing serves" : $"nothing served before version '{model.ServingVersion}'")}"
            );
        RefuseUnknown(model, name, target);
        RefuseServing(model, name, target);
        if (!model.Served.Contains(target))
            throw new PromotionRefusedException(
                $"version '{target}' of model '{name}' never served, so nothing can be rolled back to it; served: "
                    + $"{Words(model.Served.Distinct())}. Promote it instead"
            );
        return [new ModelRolledBack(target, by, why, model.Decisions + 1)];
    }

    private static void RefuseUnknown(Model model, string name, string version)
    {
        if (!model.HashByVersion.ContainsKey(version))
            throw new PromotionRefusedException(
                $"model '{name}' has no version '{version}'; registered: {Words(model.HashByVersion.Keys)}"
            );
    }

    private static void RefuseServing(Model model, string name, string version)
    {
        if (model.ServingVersion == version)
            throw new PromotionRefusedException(
                $"version '{version}' of model '{name}' serves already, by decision {model.Decisions}; nothing would change"
            );
    }

    private static void RefuseFailed(Model model, string name, string version)
    {
        if (model.FailedGate.TryGetValue(version, out var gate))
            throw new PromotionRefusedException(
                $"version '{version}' of model '{name}' failed gate {gate} and would not be promoted; whoever wants it all the same "
                    + $"overrides the gates, with a reason"
            );
    }

    private static string Words(IEnumerable<string> versions) => string.Join(", ", versions) is { Length: > 0 } words ? words : "none";
}
