using System.Globalization;
using Streaming.Audit.Runs;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Runs;

/// <summary>States of runs and stages as words and as classes of the style sheet.</summary>
public static class RunWords
{
    /// <summary>Stages of a training run.</summary>
    public const int StageCount = 7;

    /// <summary>Metrics of the leaderboard: the name in events and the name on the page.</summary>
    public static readonly IReadOnlyList<(string Key, string Name)> Metrics =
    [
        ("open.pr_auc", "PR-AUC open"), ("open.roc_auc", "ROC-AUC open"), ("open.ece", "ECE open"), ("open.red_precision", "Red precision open"), ("all.pr_auc", "PR-AUC all"), ("all.roc_auc", "ROC-AUC all"), ("all.ece", "ECE all"),
    ];

    public static string Class(RunState state) => state switch
    {
        RunState.Completed => "good",
        RunState.Failed => "bad",
        RunState.Cancelled => "warn",
        _ => "busy",
    };

    public static string Class(StageState state) => state switch
    {
        StageState.Completed or StageState.Skipped => "good",
        StageState.Failed => "bad",
        StageState.Stopped => "warn",
        _ => "busy",
    };

    public static string Of(RunState state) => state switch
    {
        RunState.Requested => "requested",
        RunState.Running => "running",
        RunState.Completed => "completed",
        RunState.Failed => "failed",
        _ => "cancelled",
    };

    public static string Of(StageState state) => state switch
    {
        StageState.Running => "running",
        StageState.Completed => "completed",
        StageState.Skipped => "skipped",
        StageState.Failed => "failed",
        _ => "stopped",
    };

    public static string VerdictClass(string verdict) => verdict switch { "passed" => "good", "flagged" => "warn", _ => "bad" };

    public static string Duration(RunHistory run, DateTimeOffset now) =>
        run.StartedAt is not { } started ? "–" : Words.Span((run.EndedAt ?? now) - started);

    /// <summary>The value and, where there is one, its 95 % interval.</summary>
    public static string Of(Figure? figure) => figure?.Value is not { } value
        ? "–"
        : figure is { Low: { } low, High: { } high }
            ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000} ({low:0.000}–{high:0.000})")
            : Words.Number(value);

    public static string Of(DecisionReached? decision) => decision switch
    {
        null => "",
        { Decision: "promoted" } => $"promoted {decision.ModelVersion}",
        { Decision: "proposed" } => $"proposed {decision.ModelVersion}: waits for a person",
        _ => "champion kept",
    };
}
