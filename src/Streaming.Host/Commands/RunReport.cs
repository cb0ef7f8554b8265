using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Audit.Runs;
using Streaming.Console.Web;

namespace Streaming.Host.Commands;

/// <summary>A run in words and as JSON.</summary>
internal static class RunReport
{
    private const int ShownHashDigits = 12;

    /// <summary>All that is known of the run, and how long it took from its request to its end.</summary>
    public static string ToJson(RunHistory run) => ToNode(run).ToJsonString(RunsCommand.Json);

    public static JsonNode ToNode(RunHistory run)
    {
        var node = JsonSerializer.SerializeToNode(run, RunsCommand.Json)!.AsObject();
        node.Remove("id");
        node["seconds"] = Math.Round(SecondsOf(run), 3);
        return node;
    }

    /// <summary>From the request to the end; 0 before.</summary>
    public static double SecondsOf(RunHistory run) => run.EndedAt is { } ended ? (ended - run.RequestedAt).TotalSeconds : 0;

    public static string ToText(RunHistory run)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Write(run, text);
        return text.ToString().TrimEnd();
    }

    public static void Write(RunHistory run, TextWriter output)
    {
        output.WriteLine($"{run.RunId} of {run.Request.ModelName}: {Words(run)}");
        output.WriteLine(
            $"asked for by {run.Request.By} ({run.Request.Trigger}) at {RunsCommand.Time(run.RequestedAt)}: {run.Request.Why}"
        );
        output.WriteLine($"source {run.Request.Source}, seed {run.Request.Seed}, code {run.Request.CodeVersion}");
        var stages = Tabulation.Table("stage", "state", "attempts", "seconds", "rows", "output");
        foreach (var stage in run.Stages)
            stages.AddRow([.. Row(stage)]);
        Tabulation.Write(stages, output);
        foreach (var (stage, why) in run.Stages.Select(stage => (stage, Why(stage))).Where(told => told.Item2.Length > 0))
            output.WriteLine($"{stage.Stage}: {why}");
        foreach (var data in run.Datasets)
            output.WriteLine(
                $"data set {data.Dataset}: {data.Verdict}, {data.Rows:N0} rows"
                    + string.Concat(
                        data.Checks.Where(check => check.Exceeded).Select(check => $"; {check.Code} {check.Column} {check.Count:N0}")
                    )
            );
        if (run.Candidates.Count > 0)
            WriteCandidates(run, output);
        if (run.Decision is { } decision)
            output.WriteLine($"decision: {decision.Decision} {decision.Candidate} {decision.ModelVersion}: {decision.Why}");
        if (run.Failure is { } failure)
            output.WriteLine($"failed in {failure.Stage}: {failure.Why}");
        if (run.Cancellation is { } cancelled)
            output.WriteLine($"cancelled by {cancelled.By}: {cancelled.Why}");
    }

    private static IEnumerable<string> Row(StageHistory stage) =>
        [
            stage.Stage,
            Word(stage.State),
            stage.Attempts.Count.ToString(CultureInfo.InvariantCulture),
            stage.State == StageState.Completed ? RunsCommand.Seconds(stage.Seconds) : "-",
            stage.State == StageState.Completed ? stage.Rows.ToString("N0", CultureInfo.InvariantCulture) : "-",
            stage.OutputHash.Length > ShownHashDigits ? stage.OutputHash[..ShownHashDigits] : "-",
        ];

    private static string Why(StageHistory stage) =>
        stage.State == StageState.Failed ? $"{stage.Failure!.What} ({stage.Failure.Where}). {stage.Failure.Remedy}" : stage.SkippedBecause;

    private static void WriteCandidates(RunHistory run, TextWriter output)
    {
        var table = Tabulation.Table("candidate", "role", "open PR-AUC", "open ROC-AUC", "all PR-AUC", "all ROC-AUC", "gates");
        foreach (var candidate in run.Candidates)
        {
            var failed = candidate.Gates.Where(gate => gate.Failed).Select(gate => gate.Gate).ToList();
            var waiting = candidate.Gates.Where(gate => gate.Waiting).Select(gate => gate.Gate).ToList();
            var gates =
                candidate.LeftOut.Length > 0 ? $"left out: {candidate.LeftOut}"
                : candidate.Gates.Count == 0 ? "-"
                : failed.Count > 0 ? $"failed: {string.Join(", ", failed)}"
                : waiting.Count > 0 ? $"waiting: {string.Join(", ", waiting)}"
                : "all passed";
            string[] row =
            [
                candidate.Candidate,
                candidate.Role,
                Figure(candidate, "open.pr_auc"),
                Figure(candidate, "open.roc_auc"),
                Figure(candidate, "all.pr_auc"),
                Figure(candidate, "all.roc_auc"),
                gates,
            ];
            table.AddRow([.. row]);
        }

        Tabulation.Write(table, output);
    }

    private static string Figure(RunCandidate candidate, string metric) =>
        candidate.Metrics.GetValueOrDefault(metric)?.Value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    public static string Words(RunHistory run) =>
        run.EndedAt is null ? Word(run.State) : $"{Word(run.State)} in {RunsCommand.Seconds(SecondsOf(run))} s";

    private static string Word<T>(T state)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
