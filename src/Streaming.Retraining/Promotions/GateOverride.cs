using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Models;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Promotions;

/// <summary>Gates failed and nobody overrides them, or somebody overrides gates that did not fail.</summary>
public sealed class GateOverrideException(string message) : Exception(message);

/// <summary>What stands against a model that somebody wants to put into service, and what it takes to do it all the same.</summary>
public static class GateOverride
{
    /// <summary>Gates that a registered version failed.</summary>
    public static async Task<IReadOnlyList<GateResult>> FailedAsync(
        AuditStore store,
        string name,
        string version,
        CancellationToken cancellation
    )
    {
        var history = await store.Models.FindAsync(name, cancellation).ConfigureAwait(false);
        if (history?.Registered.FirstOrDefault(known => known.Version == version) is not { } registered)
            return [];
        var run = registered.RunId.Length == 0 ? null : await store.Runs.FindAsync(registered.RunId, cancellation).ConfigureAwait(false);
        return ModelGates.FailedOf(history, registered, run);
    }

    /// <summary>Gates that a file failed: as the file itself says, and as the run says that registered it.</summary>
    public static async Task<IReadOnlyList<GateResult>> FailedAsync(AuditStore store, ServingModel model, CancellationToken cancellation)
    {
        var marked = GateMarks.Of(model);
        return marked.Count > 0 ? marked : await FailedAsync(store, model.Name, model.Version, cancellation).ConfigureAwait(false);
    }

    /// <exception cref="GateOverrideException">
    /// Gates failed and nobody overrides them, or somebody does and none failed. Repeats them with their figures.
    /// </exception>
    public static void Require(string version, IReadOnlyList<GateResult> failed, bool overrides)
    {
        if (failed.Count > 0 && !overrides)
            throw new GateOverrideException(
                $"version '{version}' failed {Count(failed.Count)} and would not be promoted: {Describe(failed)}. "
                    + "To put it into service all the same, add --override-gates; that is recorded as its own kind of decision, "
                    + "with your reason"
            );
        if (failed.Count == 0 && overrides)
            throw new GateOverrideException(
                $"--override-gates is given, but no gate is known to stand against version '{version}'; leave it out"
            );
    }

    public static string Describe(IReadOnlyList<GateResult> failed) => string.Join("; ", failed.Select(Describe));

    private static string Describe(GateResult gate)
    {
        var value = gate.Value?.ToString("0.####", CultureInfo.InvariantCulture) ?? "undefined";
        var limit = gate.Limit is { } bound ? string.Create(CultureInfo.InvariantCulture, $", the limit {bound:0.####}") : "";
        return $"{gate.Gate} ({gate.Rule}; it is {value}{limit})";
    }

    private static string Count(int gates) => gates == 1 ? "a gate" : string.Create(CultureInfo.InvariantCulture, $"{gates} gates");
}
