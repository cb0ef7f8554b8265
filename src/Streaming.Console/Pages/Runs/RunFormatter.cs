using System.Globalization;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Pages.Runs;

/// <summary>States of runs and stages as words and as classes of the style sheet.</summary>
public static class RunFormatter
{
    /// <summary>Stages of a training run.</summary>
    public const int StageCount = 7;

    /// <summary>Metrics of the leaderboard: the name in events and the name on the page.</summary>
    public static readonly IReadOnlyList<(string Key, string Name)> Metrics =
    [
        ("open.pr_auc", "PR-AUC open"),
        ("open.roc_auc", "ROC-AUC open"),
        ("open.ece", "ECE open"),
        ("open.red_precision", "Red precision open"),
        ("open.red_n", "Red orders open"),
        ("all.pr_auc", "PR-AUC all"),
        ("all.roc_auc", "ROC-AUC all"),
        ("all.ece", "ECE all"),
    ];

    public static string Class(RunState state) =>
        state switch
        {
            RunState.Completed => "good",
            RunState.Failed => "bad",
            RunState.Cancelled => "warn",
            _ => "busy",
        };

    public static string Class(StageState state) =>
        state switch
        {
            StageState.Completed or StageState.Skipped => "good",
            StageState.Failed => "bad",
            StageState.Stopped => "warn",
            _ => "busy",
        };

    public static string Of(RunState state) =>
        state switch
        {
            RunState.Requested => "requested",
            RunState.Running => "running",
            RunState.Completed => "completed",
            RunState.Failed => "failed",
            _ => "cancelled",
        };

    public static string Of(StageState state) =>
        state switch
        {
            StageState.Running => "running",
            StageState.Completed => "completed",
            StageState.Skipped => "skipped",
            StageState.Failed => "failed",
            _ => "stopped",
        };

    public static string VerdictClass(string verdict) =>
        verdict switch
        {
            "passed" => "good",
            "flagged" => "warn",
            _ => "bad",
        };

    /// <summary>From the request to the end, as the command line tells it too.</summary>
    public static string Duration(RunHistory run, DateTimeOffset now) =>
        run.StartedAt is null ? "–" : Format.Span((run.EndedAt ?? now) - run.RequestedAt);

    /// <summary>What a stage counts, in its own unit; empty where that is nothing to a reader.</summary>
    public static string Rows(string stage, long rows) =>
        stage switch
        {
            _ when rows == 0 => "",
            "05-training" => $", {Format.Many(rows, "candidate", "candidates")}",
            "07-decision" => "",
            _ => $", {Format.Many(rows, "row", "rows")}",
        };

    /// <summary>Of a row of the leaderboard, with the family of a candidate.</summary>
    public static string Role(RunCandidate row) =>
        row.Role switch
        {
            "best" => "best that ever served",
            "champion" => "in service then",
            _ => row.Role + (row.Family.Length > 0 ? $", {Format.Plain(row.Family)}" : ""),
        };

    /// <summary>A difference with its sign and interval.</summary>
    public static string Gain(Figure gain) =>
        gain.Value is not { } value ? "–"
        : gain is { Low: { } low, High: { } high }
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{value:+0.000;-0.000;0.000} ({low:+0.000;-0.000;0.000} to {high:+0.000;-0.000;0.000})"
            )
        : string.Create(CultureInfo.InvariantCulture, $"{value:+0.000;-0.000;0.000}");

    /// <summary>A difference with its sign; orders are whole.</summary>
    public static string Difference(double? difference) =>
        difference switch
        {
            null => "–",
            { } whole when Math.Abs(whole) >= 2 && whole == Math.Round(whole) => whole.ToString("+#,0;-#,0", CultureInfo.InvariantCulture),
            { } value => value.ToString("+0.000;-0.000;0.000", CultureInfo.InvariantCulture),
        };

    /// <summary>The value alone; orders are whole.</summary>
    public static string Value(Figure? figure) =>
        figure?.Value is { } value && value == Math.Round(value) && value is 0 or >= 2
            ? Format.Count((long)figure!.Value!.Value)
            : Format.Number(figure?.Value);

    /// <summary>The value and, where there is one, its 95 % interval.</summary>
    public static string Of(Figure? figure) =>
        figure?.Value is not { } value ? "–"
        : value >= 2 && value == Math.Round(value) ? Format.Count((long)value)
        : figure is { Low: { } low, High: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ({low:0.000}–{high:0.000})")
        : Format.Number(value);

    /// <param name="version">Name of the version that was decided about.</param>
    public static string Of(DecisionReached? decision, string version) =>
        decision switch
        {
            null => "",
            { Decision: "promoted" } => $"promoted {version}",
            { Decision: "proposed" } => $"proposed {version}: waits for a person",
            { Candidate.Length: > 0 } => $"champion kept, {decision.Candidate} not promoted",
            _ => "champion kept",
        };
}
