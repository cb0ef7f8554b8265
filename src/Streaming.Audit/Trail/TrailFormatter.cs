using System.Globalization;
using Streaming.Audit.Access;
using Streaming.Audit.Acts;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Trail;

/// <summary>Events in words. Pure.</summary>
internal static class TrailFormatter
{
    /// <summary>Raised whenever an event that older programs have recorded is put into other words: entries of another wording are not
    /// compared word by word.</summary>
    public const int Version = 2;

    private const int ShownHashDigits = 12;

    /// <summary>What happened, and the reason given (empty where there is none).</summary>
    public static (string What, string Why) Of(object happened) =>
        happened switch
        {
            ModelRegistered e => (
                string.Create(CultureInfo.InvariantCulture, $"registered version {e.Version}, artifact {Short(e.Sha256)}{From(e.RunId)}"),
                ""
            ),
            PromotionProposed e => (
                string.Create(CultureInfo.InvariantCulture, $"proposed version {e.Version}{From(e.RunId)}; {Gates(e.Gates)}"),
                e.Why
            ),
            PromotionRejected e => (string.Create(CultureInfo.InvariantCulture, $"rejected version {e.Version}{Gate(e)}"), e.Why),
            VersionPromoted e => (
                string.Create(CultureInfo.InvariantCulture, $"promoted version {e.Version}, decision {e.DecisionNumber}{From(e.RunId)}"),
                e.Why
            ),
            ModelPromotedDespiteGates e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"promoted version {e.Version} despite its gates, decision {e.DecisionNumber}; {Overridden(e.Gates)}"
                ),
                e.Why
            ),
            ModelRolledBack e => (
                string.Create(CultureInfo.InvariantCulture, $"rolled back to version {e.Version}, decision {e.DecisionNumber}"),
                e.Why
            ),
            TrainingRequested e => (
                string.Create(CultureInfo.InvariantCulture, $"asked for a training of model {e.ModelName} ({e.Trigger}) from {e.Source}"),
                e.Why
            ),
            StageStarted e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"began {e.Stage}"
                        + $"{(e.Attempt > 1 ? string.Create(CultureInfo.InvariantCulture, $", attempt {e.Attempt}") : "")} on {e.Node}"
                ),
                ""
            ),
            StageCompleted e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"completed {e.Stage}: {Many(e.Rows, "row")}, {Many(e.Outputs.Count, "artifact")}, {e.Seconds:0.0} s"
                ),
                ""
            ),
            StageSkipped e => (
                string.Create(CultureInfo.InvariantCulture, $"skipped {e.Stage}, taking the artifacts of run {e.FromRun}"),
                e.Why
            ),
            StageFailed e => (
                string.Create(CultureInfo.InvariantCulture, $"failed in {e.Stage}, attempt {e.Attempt}: {e.What} ({e.Where})"),
                e.Remedy
            ),
            DatasetValidated e => (
                string.Create(CultureInfo.InvariantCulture, $"{e.Verdict} data set {e.Dataset}: {Many(e.Rows, "row")}, {Broken(e.Checks)}"),
                ""
            ),
            DatasetRejected e => (
                string.Create(CultureInfo.InvariantCulture, $"rejected data set {e.Dataset}: {Many(e.Rows, "row")}, {Broken(e.Checks)}"),
                Exceeded(e.Checks)
            ),
            CandidateTrained e => (
                string.Create(CultureInfo.InvariantCulture, $"fitted candidate {e.Candidate} ({e.Family}) in {e.Seconds:0.0} s"),
                ""
            ),
            CandidateLeftOut e => (string.Create(CultureInfo.InvariantCulture, $"left out candidate {e.Candidate} ({e.Family})"), e.Why),
            CandidateEvaluated e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"measured {e.Role} {e.Candidate}: {Many(e.Metrics.Count, "figure")}{(e.Gates.Count == 0 ? "" : "; " + Gates(e.Gates))}"
                ),
                ""
            ),
            DecisionReached e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"decided: {e.Decision}{Named(" candidate ", e.Candidate)}{Named(", version ", e.ModelVersion)}"
                ),
                e.Why
            ),
            RunCompleted e => (string.Create(CultureInfo.InvariantCulture, $"completed the run in {e.Seconds:0.0} s"), ""),
            RunFailed e => (string.Create(CultureInfo.InvariantCulture, $"failed the run in {e.Stage}"), e.Why),
            RunCancelled e => (string.Create(CultureInfo.InvariantCulture, $"cancelled the run"), e.Why),
            TrackingExported e => (string.Create(CultureInfo.InvariantCulture, $"wrote the run to {e.Server} as {e.ExternalRun}"), ""),
            TrackingDeferred e => (string.Create(CultureInfo.InvariantCulture, $"could not write the run to {e.Server} yet"), e.Why),
            StoreAdopted e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"adopted the store under the name "
                        + $"{e.Store}{Chained(e.Chained)}{SetAside(e.Others)}{Named("; a check had found: ", e.Found)}"
                ),
                e.Why
            ),
            DatabaseMigrated e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"made or updated in the database, as role {e.Role} with program {e.CodeVersion}: {string.Join(", ", e.Schemas)}"
                ),
                ""
            ),
            NotificationRuleChanged e => (
                $"{e.What} the rule of notification {e.Rule}: {e.Topics}, to {string.Join(", ", e.Recipients)}",
                ""
            ),
            TrailExported => ("exported the audit trail", ""),
            DecisionProved e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"proved the score of order {e.OrderId} at {e.Place.Topic} {e.Place.Partition}:{e.Place.Offset}"
                        + $"{(e.IsDeep ? ", from its events" : "")}: {Result(e)}"
                ),
                ""
            ),
            RedriveBegun e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"began to redrive {e.Selection} of {e.Topic}{(e.DiscardInvalid ? ", giving up what is invalid" : "")}"
                ),
                e.Why
            ),
            RedriveEnded e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"redrove: {Many(e.Released, "order")} released, {e.StillParked} still parked, {e.NotParked} not parked before; "
                        + $"{Many(e.Scored, "letter")} scored, {e.Discarded} given up"
                ),
                e.Trouble
            ),
            _ => AccessFormatter.Of(happened) ?? (happened.GetType().Name, ""),
        };

    private static string Result(DecisionProved e) =>
        e.Outcome.Result switch
        {
            ProofOutcome.Equal => "every value is the same, bit for bit",
            ProofOutcome.Different => $"it differs: {e.Outcome.Finding}",
            _ => $"nothing could be shown: {e.Outcome.Finding}",
        };

    private static string Chained(long events) =>
        events == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"; chained {Many(events, "event")} anew, of which nothing proves what they were before"
            );

    private static string SetAside(IReadOnlyList<AdoptedStore> others) =>
        others.Count == 0
            ? ""
            : "; set aside the anchors of "
                + string.Join(
                    ", ",
                    others.Select(other => string.Create(CultureInfo.InvariantCulture, $"store {other.Store} up to event {other.Position}"))
                );

    private static string Gates(IReadOnlyList<GateResult> gates)
    {
        List<string> failed = [.. gates.Where(gate => gate.Failed).Select(gate => gate.Gate)];
        List<string> waiting = [.. gates.Where(gate => gate.Waiting).Select(gate => gate.Gate)];
        var waits =
            waiting.Count == 0
                ? ""
                : string.Create(CultureInfo.InvariantCulture, $"; waiting for enough rows: {string.Join(", ", waiting)}");
        return failed.Count + waiting.Count == 0
            ? Passed(gates.Count)
            : (
                failed.Count == 0
                    ? string.Create(CultureInfo.InvariantCulture, $"none of {Many(gates.Count, "gate")} failed")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{failed.Count} of {Many(gates.Count, "gate")} not passed: {string.Join(", ", failed)}"
                    )
            ) + waits;
    }

    private static string Passed(int gates) =>
        gates switch
        {
            0 => "no gate was asked",
            1 => "its gate passed",
            _ => string.Create(CultureInfo.InvariantCulture, $"all {gates} gates passed"),
        };

    private static string Overridden(IReadOnlyList<GateResult> gates) =>
        "overridden: "
        + string.Join(
            "; ",
            gates.Select(gate =>
                string.Create(CultureInfo.InvariantCulture, $"{gate.Gate} at {Figure(gate.Value)}, limit {Figure(gate.Limit)}")
            )
        );

    private static string Gate(PromotionRejected e) =>
        e.Gate.Length == 0
            ? ""
            : string.Create(CultureInfo.InvariantCulture, $" by gate {e.Gate}: {Figure(e.Value)}, limit {Figure(e.Limit)}{From(e.RunId)}");

    /// <summary>Observations (rows counted, shares of labels) are no broken rules.</summary>
    private static string Broken(IReadOnlyList<CheckCount> checks) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Many(checks.Count(check => check.IsBreach), "rule")} broken, {checks.Count(check => check.Exceeded)} above their limit"
        );

    private static string Exceeded(IEnumerable<CheckCount> checks) =>
        string.Join(
            "; ",
            checks
                .Where(check => check.Exceeded)
                .Select(check =>
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{check.Code} {check.Column}: {Many(check.Count, "row")}, at most {check.Limit:0.####} of them allowed"
                    )
                )
        );

    private static string Many(long count, string one) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");

    private static string From(string runId) => Named(", by run ", runId);

    private static string Named(string words, string name) => name.Length == 0 ? "" : words + name;

    private static string Figure(double? value) =>
        value is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known:0.######}") : "undefined";

    private static string Short(string hash) => hash.Length > ShownHashDigits ? hash[..ShownHashDigits] : hash;
}
