using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Tests.Runs;

/// <summary>Events of a small run, as its stages would tell them.</summary>
internal static class SampleRun
{
    public const string Ingestion = "01-ingestion";
    public const string Validation = "02-validation";
    public const string Training = "05-training";

    public static readonly TrainingRequested Request = new(
        Candidates.Name,
        "manual",
        "ana",
        "weekly",
        "tables:data",
        "1.0",
        7,
        """{"Seed":7,"Rate":0.05}"""
    );

    public static StageStarted Started(string stage, int attempt = 1, string inputHash = "in") =>
        new(stage, attempt, inputHash, new Dictionary<string, string> { ["settings"] = "s1", ["code"] = "c1" }, "node-1");

    public static StageCompleted Completed(string stage, string inputHash = "in", string outputHash = "out") =>
        new(stage, inputHash, outputHash, new Dictionary<string, string> { ["rows.csv"] = "h2", ["log.bin"] = "h1" }, 1000, 1.5);

    public static StageSkipped Skipped(string stage, string fromRun) =>
        new(stage, "in", "out", new Dictionary<string, string> { ["rows.csv"] = "h2" }, fromRun, "input in was worked on already");

    public static readonly DatasetValidated Flagged = new(
        "products",
        "flagged",
        32_951,
        [new CheckCount("null_share", "product_category_name", "flag", 610, 0.01, true, "line 106: empty")]
    );

    public static readonly CandidateTrained Trained = new("large", "lightgbm", """{"leaves":63}""", 7, 8.25, new string('a', 64));

    public static readonly CandidateEvaluated Evaluated = new(
        "large",
        "candidate",
        new Dictionary<string, Figure> { ["open.roc_auc"] = new(0.683, 0.671, 0.695), ["open.lift"] = new(null) },
        [new GateResult("ece_open", true, 0.0124, 0.02, "calibration error on open orders at most 0.02")]
    );

    /// <summary>All that happens in a run that ends well.</summary>
    public static IReadOnlyList<object> WholeWork =>
        [
            Started(Ingestion),
            Completed(Ingestion),
            Started(Validation),
            Flagged,
            Completed(Validation),
            Started(Training),
            Trained,
            new CandidateLeftOut("gam", "gam", "did not converge"),
            Evaluated,
            new DecisionReached("promoted", "large", "2", "all gates passed"),
            Completed(Training),
            new RunCompleted(12.5),
            new TrackingDeferred("http://tracking", "connection refused"),
            new TrackingExported("http://tracking", "77"),
        ];

    /// <summary>A run with everything that was given recorded, one event after the other.</summary>
    public static async Task<RunHistory> RunAsync(this AuditStore store, params IReadOnlyList<object> events)
    {
        var run = await store.Runs.RequestAsync(Request);
        return await store.ContinueAsync(run, events);
    }

    public static async Task<RunHistory> ContinueAsync(this AuditStore store, RunHistory run, params IReadOnlyList<object> events)
    {
        foreach (var happened in events)
            run = await store.Runs.AppendAsync(run.RunId, run.Events, "trainer", [happened]);
        return run;
    }
}
