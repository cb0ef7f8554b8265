using Streaming.Audit.Acts;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;
using static Streaming.Audit.InvariantText;

namespace Streaming.Audit.Trail;

/// <summary>Events in words. Pure.</summary>
internal static class TrailFormatter
{
    /// <summary>Raised whenever an event that older programs have recorded is put into other words: entries of another wording are not
    /// compared word by word.</summary>
    public const int Version = 1;

    private const int ShownHashDigits = 12;

    /// <summary>What happened, and the reason given (empty where there is none).</summary>
    public static (string What, string Why) Of(object happened) =>
        happened switch
        {
            ModelRegistered e => (Text($"registered version {e.Version}, artifact {Short(e.Sha256)}{From(e.RunId)}"), ""),
            PromotionProposed e => (Text($"proposed version {e.Version}{From(e.RunId)}; {Gates(e.Gates)}"), e.Why),
            PromotionRejected e => (Text($"rejected version {e.Version}{Gate(e)}"), e.Why),
            VersionPromoted e => (Text($"promoted version {e.Version}, decision {e.DecisionNumber}{From(e.RunId)}"), e.Why),
            ModelPromotedDespiteGates e => (
                Text($"promoted version {e.Version} despite its gates, decision {e.DecisionNumber}; {Overridden(e.Gates)}"),
                e.Why
            ),
            ModelRolledBack e => (Text($"rolled back to version {e.Version}, decision {e.DecisionNumber}"), e.Why),
            TrainingRequested e => (Text($"asked for a training of model {e.ModelName} ({e.Trigger}) from {e.Source}"), e.Why),
            StageStarted e => (Text($"began {e.Stage}{(e.Attempt > 1 ? Text($", attempt {e.Attempt}") : "")} on {e.Node}"), ""),
            StageCompleted e => (Text($"completed {e.Stage}: {e.Rows} rows, {e.Outputs.Count} artefacts, {e.Seconds:0.0} s"), ""),
            StageSkipped e => (Text($"skipped {e.Stage}, taking the artefacts of run {e.FromRun}"), e.Why),
            StageFailed e => (Text($"failed in {e.Stage}, attempt {e.Attempt}: {e.What} ({e.Where})"), e.Remedy),
            DatasetValidated e => (Text($"{e.Verdict} data set {e.Dataset}: {e.Rows} rows, {Broken(e.Checks)}"), ""),
            DatasetRejected e => (Text($"rejected data set {e.Dataset}: {e.Rows} rows, {Broken(e.Checks)}"), Exceeded(e.Checks)),
            CandidateTrained e => (Text($"fitted candidate {e.Candidate} ({e.Family}) in {e.Seconds:0.0} s"), ""),
            CandidateLeftOut e => (Text($"left out candidate {e.Candidate} ({e.Family})"), e.Why),
            CandidateEvaluated e => (
                Text($"measured {e.Role} {e.Candidate}: {e.Metrics.Count} figures{(e.Gates.Count == 0 ? "" : "; " + Gates(e.Gates))}"),
                ""
            ),
            DecisionReached e => (
                Text($"decided: {e.Decision}{Named(" candidate ", e.Candidate)}{Named(", version ", e.ModelVersion)}"),
                e.Why
            ),
            RunCompleted e => (Text($"completed the run in {e.Seconds:0.0} s"), ""),
            RunFailed e => (Text($"failed the run in {e.Stage}"), e.Why),
            RunCancelled e => (Text($"cancelled the run"), e.Why),
            TrackingExported e => (Text($"wrote the run to {e.Server} as {e.ExternalRun}"), ""),
            TrackingDeferred e => (Text($"could not write the run to {e.Server} yet"), e.Why),
            StoreAdopted e => (
                Text(
                    $"adopted the store under the name "
                        + $"{e.Store}{Chained(e.Chained)}{SetAside(e.Others)}{Named("; a check had found: ", e.Found)}"
                ),
                e.Why
            ),
            DatabaseMigrated e => (
                Text($"made or updated in the database, as role {e.Role} with program {e.CodeVersion}: {string.Join(", ", e.Schemas)}"),
                ""
            ),
            TrailExported => ("exported the audit trail", ""),
            RedriveBegun e => (
                Text($"began to redrive {e.Selection} of {e.Topic}{(e.DiscardInvalid ? ", giving up what is invalid" : "")}"),
                e.Why
            ),
            RedriveEnded e => (
                Text(
                    $"redrove: {e.Released} orders released, {e.StillParked} stay parked, {e.NotParked} were not parked; {e.Scored} "
                        + $"letters scored, {e.Discarded} given up"
                ),
                e.Trouble
            ),
            _ => (happened.GetType().Name, ""),
        };

    private static string Chained(long events) =>
        events == 0 ? "" : Text($"; chained {events} events anew, of which nothing proves what they were before");

    private static string SetAside(IReadOnlyList<AdoptedStore> others) =>
        others.Count == 0
            ? ""
            : "; set aside the anchors of "
                + string.Join(", ", others.Select(other => Text($"store {other.Store} up to event {other.Position}")));

    private static string Gates(IReadOnlyList<GateResult> gates)
    {
        List<string> failed = [.. gates.Where(gate => gate.Failed).Select(gate => gate.Gate)];
        List<string> waiting = [.. gates.Where(gate => gate.Waiting).Select(gate => gate.Gate)];
        var waits = waiting.Count == 0 ? "" : Text($"; {waiting.Count} wait for enough rows: {string.Join(", ", waiting)}");
        return failed.Count + waiting.Count == 0
            ? Text($"all {gates.Count} gates passed")
            : (
                failed.Count == 0
                    ? Text($"none of {gates.Count} gates failed")
                    : Text($"{failed.Count} of {gates.Count} gates not passed: {string.Join(", ", failed)}")
            ) + waits;
    }

    private static string Overridden(IReadOnlyList<GateResult> gates) =>
        Text(
            $"overridden: "
                + $"{string.Join("; ", gates.Select(gate => Text($"{gate.Gate} at {Figure(gate.Value)}, limit {Figure(gate.Limit)}")))}"
        );

    private static string Gate(PromotionRejected e) =>
        e.Gate.Length == 0 ? "" : Text($" by gate {e.Gate}: {Figure(e.Value)}, limit {Figure(e.Limit)}{From(e.RunId)}");

    /// <summary>Observations (rows counted, shares of labels) are no broken rules.</summary>
    private static string Broken(IReadOnlyList<CheckCount> checks) =>
        Text($"{checks.Count(check => check.IsBreach)} rules broken, {checks.Count(check => check.Exceeded)} above their limit");

    private static string Exceeded(IEnumerable<CheckCount> checks) =>
        string.Join(
            "; ",
            checks
                .Where(check => check.Exceeded)
                .Select(check => Text($"{check.Code} {check.Column}: {check.Count} rows, at most {check.Limit:0.####} of them allowed"))
        );

    private static string From(string runId) => Named(", by run ", runId);

    private static string Named(string words, string name) => name.Length == 0 ? "" : words + name;

    private static string Figure(double? value) => value is { } known ? Text($"{known:0.######}") : "undefined";

    private static string Short(string hash) => hash.Length > ShownHashDigits ? hash[..ShownHashDigits] : hash;
}
