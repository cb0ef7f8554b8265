using System.Text.Json.Serialization;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Models;

/// <summary>An artifact became known under a version.</summary>
/// <param name="Version">The version, unique within the model, naming this artifact for ever.</param>
/// <param name="Sha256">SHA-256 of the artifact file, 64 lower-case hexadecimal digits.</param>
/// <param name="Lineage">What it was made from, a JSON object kept as written. No personal data.</param>
/// <param name="RunId">The training run that made it; empty for one that came from a file.</param>
public sealed record ModelRegistered(string Version, string Sha256, string Lineage, string RunId = "");

/// <summary>A version passed what can be computed and waits for a person's decision.</summary>
/// <param name="By">Who proposes: a user or service name.</param>
/// <param name="Why">Why it is worth serving and why a person has to decide, in words.</param>
/// <param name="Gates">What the gates said.</param>
/// <param name="RunId">The run that proposes it; empty for a person.</param>
public sealed record PromotionProposed(string Version, string By, string Why, IReadOnlyList<GateResult> Gates, string RunId = "");

/// <summary>It was decided that a version does not serve. The champion stays.</summary>
/// <param name="By">Who decided: a user, or the service whose gate it was.</param>
/// <param name="Why">The reason, in words.</param>
/// <param name="Gate">The gate that did it; empty where a person did.</param>
/// <param name="Value">What the gate measured; null where it was undefined or a person decided.</param>
/// <param name="Limit">What the gate allows.</param>
/// <param name="RunId">The run that rejects it; empty for a person.</param>
public sealed record PromotionRejected(
    string Version,
    string By,
    string Why,
    string Gate = "",
    double? Value = null,
    double? Limit = null,
    string RunId = ""
);

/// <summary>It was decided that a registered version serves from now on.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Why">The reason given, in words.</param>
/// <param name="DecisionNumber">1, 2, 3 … without gaps within the model, promotions and rollbacks together.</param>
/// <param name="RunId">The run that decided by its policy; empty for a person.</param>
/// <param name="Best">The best version that ever served, this one included, as the run measured them on the same orders; null where nobody
/// measured.</param>
public sealed record VersionPromoted(
    string Version,
    string By,
    string Why,
    long DecisionNumber,
    string RunId = "",
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Best = null
);

/// <summary>A person decided that a version serves although gates stand against it.</summary>
/// <param name="By">Who decided.</param>
/// <param name="Why">The reason given, in words.</param>
/// <param name="DecisionNumber">The next number, as for a promotion.</param>
/// <param name="Gates">Those that failed, with their figures, as they were shown to who decided.</param>
public sealed record ModelPromotedDespiteGates(string Version, string By, string Why, long DecisionNumber, IReadOnlyList<GateResult> Gates);

/// <summary>It was decided that a version which served before serves again.</summary>
/// <param name="Version">The version that serves from now on.</param>
/// <param name="By">Who decided.</param>
/// <param name="Why">The reason given, in words.</param>
/// <param name="DecisionNumber">The next number, as for a promotion: scorers ignore lower ones.</param>
public sealed record ModelRolledBack(string Version, string By, string Why, long DecisionNumber);

/// <summary>Every kind of event that a model's stream may hold, by the name that is stored and hashed:
/// it never changes, whatever the type is called.</summary>
internal static class ModelEventTypes
{
    public static readonly IReadOnlyDictionary<Type, string> Stored = new Dictionary<Type, string>
    {
        [typeof(ModelRegistered)] = "model_registered",
        [typeof(PromotionProposed)] = "promotion_proposed",
        [typeof(PromotionRejected)] = "promotion_rejected",
        [typeof(VersionPromoted)] = "model_promoted",
        [typeof(ModelPromotedDespiteGates)] = "model_promoted_despite_gates",
        [typeof(ModelRolledBack)] = "model_rolled_back",
    };
}
