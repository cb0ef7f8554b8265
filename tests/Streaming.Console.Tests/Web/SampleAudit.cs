using System.Globalization;
using System.Text;
using Streaming.Audit;
using Streaming.Audit.Artifacts;
using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;
using Streaming.Models.Artifacts;

namespace Streaming.Console.Tests.Web;

/// <summary>An audit trail as some weeks of work leave it: runs that ended well, failed and go on; versions that serve, served, wait and
/// were turned down.</summary>
internal static class SampleAudit
{
    public const string ModelName = "customer-satisfaction";

    public const string RunFailed = "20260901-030000-0a01";
    public const string RunDone = "20260902-091500-0a02";
    public const string RunUnderWay = "20260909-030000-0a03";
    public const string RunRejected = "20260910-030000-0a04";

    /// <summary>The version that run rejected.</summary>
    public const string Rejected = "bad5c0de0001";

    /// <summary>The version that served when it was measured.</summary>
    public const string Serving = "5f0c1a2b3c4d";

    private static readonly string[] Stages =
    [
        "01-ingestion",
        "02-validation",
        "03-features",
        "04-split",
        "05-training",
        "06-evaluation",
        "07-decision",
    ];

    public static async Task FillAsync(AuditStore audit)
    {
        foreach (var version in (string[])["5f0c1a2b3c4d", "8d7e6f5a4b3c"])
            await audit.Models.PromoteAsync(await CandidateAsync(audit, version), "trainer", "all gates passed");
        await audit.Models.RollBackAsync(ModelName, "5f0c1a2b3c4d", "ana", "complaints about false alarms in MG");
        await audit.Models.ProposeAsync(
            await CandidateAsync(audit, "c0ffee123456"),
            "trainer",
            "a gain of PR-AUC +0.041 is too good to be promoted unseen",
            Gates(true)
        );
        await audit.Models.RejectAsync(
            await CandidateAsync(audit, "dead00beef00"),
            "trainer",
            "worse on open orders",
            new GateResult("not_worse_open", false, -0.012, 0, "PR-AUC on open orders not below the champion's")
        );

        var failed = await RunAsync(audit, RunFailed, "weekly", Stages.Take(1));
        await AppendAsync(
            audit,
            failed,
            Started("02-validation"),
            new DatasetRejected("orders", 99_441, [new CheckCount("null", "order_status", "reject", 4_120, 0.01, true, "line 18: empty")]),
            new StageFailed(
                "02-validation",
                1,
                "4,120 of 99,441 rows have no order_status, 1 % is allowed",
                "olist_orders_dataset.csv, column order_status",
                "repair the export, or raise the limit in schema.yaml",
                2.1
            ),
            new RunFailed("02-validation", "data set orders was rejected")
        );
        var done = await RunAsync(audit, RunDone, "after the fix of the export", Stages.Take(1));
        await AppendAsync(
            audit,
            done,
            Started("02-validation"),
            Flagged,
            new DatasetValidated(
                "orders",
                "passed",
                99_441,
                [
                    new CheckCount("null", "order_approved_at", "flag", 160, 0.05, false, "line 1131: empty"),
                    new CheckCount("rows", "", "info", 99_441, 0, false, "99,441 rows, allowed: 1,000 or more"),
                ]
            ),
            new DatasetValidated(
                "order_items",
                "passed",
                112_650,
                [new CheckCount("rows", "", "info", 112_650, 0, false, "112,650 rows, allowed: 1,000 or more")]
            ),
            Completed("02-validation")
        );
        foreach (var stage in Stages[2..4])
            await AppendAsync(
                audit,
                done,
                new StageSkipped(
                    stage,
                    Hash(stage + " in"),
                    Hash(stage),
                    new Dictionary<string, string>(),
                    failed,
                    "code, settings and inputs are those of that run"
                )
            );
        await AppendAsync(
            audit,
            done,
            Started("05-training"),
            Trained("large", "light_gbm"),
            Trained("small", "light_gbm"),
            Trained("fast", "fast_tree"),
            new CandidateLeftOut("gam", "gam", "did not converge in 200 rounds"),
            Completed("05-training"),
            Started("06-evaluation"),
            Evaluated("large", "candidate", 0.358, 0.684, true),
            Evaluated("small", "candidate", 0.351, 0.681, false),
            Evaluated("fast", "candidate", 0.349, 0.679, false),
            Evaluated("champion", "champion", 0.353, 0.682, true),
            Evaluated("late by more than 3 days", "baseline", 0.224, 0.544, true),
            Completed("06-evaluation"),
            Started("07-decision"),
            new DecisionReached("proposed", "large", "c0ffee123456", "a gain of PR-AUC +0.041 is held for a person"),
            Completed("07-decision"),
            new RunCompleted(48.3)
        );
        await RejectAsync(audit, failed);
        var running = await RunAsync(audit, RunUnderWay, "drift of delivery_ratio", Stages.Take(4), "event");
        await AppendAsync(audit, running, Started("05-training"), Trained("large", "light_gbm"));
    }

    /// <summary>A run whose candidate failed gates beside the champion that it measured.</summary>
    private static async Task RejectAsync(AuditStore audit, string earlier)
    {
        var (rejected, serving) = (await CandidateAsync(audit, Rejected), await CandidateAsync(audit, Serving));
        GateResult[] gates =
        [
            .. Gates(true),
            new("fitted_rows", false, 3_689, 10_455.2, "orders that it was fitted on, beside the champion's: at least the limit"),
            new(
                "not_worse_than_best_open",
                false,
                -0.0312,
                -0.01,
                "lower end of the gain of pr_auc over the best that ever served on open orders: above the limit"
            ),
            new("red_count_open", false, 12, 33.6, "red orders among the open orders, beside the champion's 48: at least the limit"),
            new(
                "red_precision_open",
                false,
                0.75,
                0.5,
                "share of unsatisfied customers among the red of the open orders: at least the limit; waits for enough rows: 12 red, "
                    + "judged from 30 on",
                Waiting: true
            ),
        ];
        var candidate = Evaluated("fast_forest", "candidate", 0.287, 0.66, true);
        var metrics = new Dictionary<string, Figure>(candidate.Metrics)
        {
            ["open.pr_auc_gain_over_champion"] = new(-0.011, -0.0273, 0.006),
            ["open.roc_auc_gain_over_champion"] = new(-0.02, -0.03, -0.01),
            ["all.pr_auc_gain_over_champion"] = new(-0.004, -0.012, 0.003),
            ["open.red_n"] = new(12),
        };
        var champion = Evaluated("champion", "champion", 0.298, 0.68, true);
        var report = await audit.Artifacts.PutAsync(Encoding.UTF8.GetBytes(Evaluation(rejected.Sha256, serving.Sha256)));
        var run = await RunAsync(audit, RunRejected, "weekly", Stages.Take(1));
        await AppendAsync(
            audit,
            run,
            new StageSkipped(
                "02-validation",
                Hash("v in"),
                Hash("v"),
                new Dictionary<string, string>(),
                earlier,
                "code, 3 settings and 0 inputs are those of that run"
            ),
            Started("05-training"),
            new CandidateTrained("fast_forest", "fast_forest", """{"leaves":32,"trees":30}""", 7, 6.2, rejected.Sha256),
            Completed("05-training", 5),
            new StageStarted(
                "06-evaluation",
                1,
                Hash("06-evaluation in"),
                new Dictionary<string, string> { ["setting champion"] = $"\"{serving.Sha256}\"", ["setting best_served"] = "\"none\"" },
                "node-1"
            ),
            new CandidateEvaluated("fast_forest", "candidate", metrics, gates),
            champion with
            {
                Metrics = new Dictionary<string, Figure>(champion.Metrics) { ["open.red_n"] = new(48) },
            },
            Evaluated("late by more than 3 days", "baseline", 0.224, 0.544, true),
            Completed("06-evaluation") with
            {
                Outputs = new Dictionary<string, string> { ["evaluation.json"] = report },
            },
            Started("07-decision"),
            new DecisionReached(
                "kept",
                "fast_forest",
                Rejected,
                "no candidate passes every gate; fast_forest, the first by open.pr_auc, fails fitted_rows"
            ),
            Completed("07-decision", 1),
            new RunCompleted(88.9)
        );
        await audit.Models.RejectAsync(
            rejected with
            {
                Lineage = Lineage("fast_forest", 32),
            },
            "trainer",
            "no candidate passes every gate",
            gates.First(gate => gate.Failed),
            run
        );
    }

    /// <summary>What the stage leaves beside its events, as far as pages read it.</summary>
    private static string Evaluation(string candidate, string champion)
    {
        string Model(string name, string sha256, double shift) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""
                {"name":"{{name}}","role":"{{name}}","sha256":"{{sha256}}",
                 "open":{"n":3100,"ece":{{0.012 + shift}},"curve":[
                   {"from":0.3,"n":12,"mean_probability":0.36,"share_satisfied":0.5},
                   {"from":0.5,"n":240,"mean_probability":0.57,"share_satisfied":{{0.55 + shift}}},
                   {"from":0.7,"n":900,"mean_probability":0.76,"share_satisfied":{{0.77 + shift}}},
                   {"from":0.9,"n":1948,"mean_probability":0.93,"share_satisfied":{{0.92 + shift}}}]},
                 "groups":[
                   {"group":"state","value":"SP","n":1500,"delivered":1600,"unsatisfied_share":0.11,"pr_auc":{{0.31 - shift}},"ece":0.01},
                   {"group":"state","value":"RR","n":4,"delivered":5,"unsatisfied_share":0.25,"pr_auc":null,"ece":null}]}
                """
            );
        return $$"""{"candidates":[{{Model("fast_forest", candidate, 0.03)}}],"champion":{{Model("champion", champion, 0)}}}""";
    }

    private static string Lineage(string family, int leaves) =>
        $$$"""
            {"family":"{{{family}}}","data_hash":"{{{Hash("data")}}}","fitted_rows":58123,"labels_as_of":"2018-03-12 00:00:00",
             "seeds":[1,2],"parameters":{"candidate":"{{{family}}}","settings":{"trees":300,"leaves_per_tree":{{{leaves}}} } } }
            """;

    public static async Task<ModelCandidate> CandidateAsync(AuditStore audit, string version)
    {
        var artifact = Encoding.UTF8.GetBytes("artifact " + version);
        await audit.Artifacts.PutAsync(artifact);
        return new ModelCandidate
        {
            Name = ModelName,
            Version = version,
            Sha256 = ArtifactHash.Of(artifact),
            Lineage = Lineage("light_gbm", 8),
        };
    }

    private static readonly DatasetValidated Flagged = new(
        "products",
        "flagged",
        32_951,
        [
            new CheckCount("null", "product_category_name", "flag", 610, 0.01, true, "line 107: empty"),
            new CheckCount("bounds", "product_weight_g", "flag", 4, 0, true, "line 9771: 0"),
        ]
    );

    private static async Task<string> RunAsync(AuditStore audit, string id, string why, IEnumerable<string> done, string trigger = "manual")
    {
        var run = await audit.Runs.RequestAsync(
            new TrainingRequested(
                ModelName,
                trigger,
                trigger == "manual" ? "ana" : "monitor",
                why,
                "tables:data",
                "1.0",
                7,
                """{"Seed":7}"""
            ),
            id
        );
        foreach (var stage in done)
            await AppendAsync(audit, run.RunId, Started(stage), Completed(stage));
        return run.RunId;
    }

    private static async Task AppendAsync(AuditStore audit, string run, params object[] events) =>
        await audit.Runs.DecideAsync(run, "trainer", _ => events);

    private static StageStarted Started(string stage) =>
        new(stage, 1, Hash(stage + " in"), new Dictionary<string, string> { ["settings"] = Hash("s"), ["code"] = "3" }, "node-1");

    private static StageCompleted Completed(string stage, long rows = 99_441) =>
        new(stage, Hash(stage + " in"), Hash(stage), new Dictionary<string, string> { ["rows.bin"] = Hash("r") }, rows, 3.4);

    private static CandidateTrained Trained(string name, string family) =>
        new(name, family, """{"leaves":8,"trees":300}""", 7, 6.2, Hash(name));

    private static IReadOnlyList<GateResult> Gates(bool passed) =>
        [
            new GateResult("not_worse_open", passed, passed ? 0.005 : -0.002, 0, "PR-AUC on open orders not below the champion's"),
            new GateResult("ece_open", true, 0.012, 0.02, "calibration error on open orders at most 0.02"),
        ];

    private static CandidateEvaluated Evaluated(string name, string role, double pr, double roc, bool passed) =>
        new(
            name,
            role,
            new Dictionary<string, Figure>
            {
                ["open.roc_auc"] = new(roc, roc - 0.012, roc + 0.012),
                ["open.pr_auc"] = new(pr, pr - 0.02, pr + 0.02),
                ["open.ece"] = new(0.012, 0.008, 0.018),
                ["all.roc_auc"] = new(roc + 0.1, roc + 0.09, roc + 0.11),
                ["all.pr_auc"] = new(pr + 0.3, pr + 0.29, pr + 0.31),
                ["all.ece"] = new(0.014, 0.009, 0.02),
                ["open.red_precision"] = new(role == "baseline" ? null : 0.65),
            },
            role == "candidate" ? Gates(passed) : []
        );

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Runs without a trainer: asked for and cancelled, never worked on.</summary>
internal sealed class SampleRunCommands(AuditStore audit) : IRunCommands
{
    public async Task<string> StartAsync(string by, string why, CancellationToken cancellation)
    {
        if (why == "refuse")
            throw new InvalidOperationException("run 20300131-120000-3fa2 is active; wait for it or cancel it");
        return (
            await audit.Runs.RequestAsync(
                new TrainingRequested(SampleAudit.ModelName, "manual", by, why, "tables:data", "1.0", 7, "{}"),
                cancellation: cancellation
            )
        ).RunId;
    }

    public async Task CancelAsync(string runId, string by, string why, CancellationToken cancellation) =>
        await audit.Runs.DecideAsync(runId, by, _ => [new RunCancelled(by, why)], cancellation);

    public Task<RunProgress?> ProgressAsync(string runId, CancellationToken cancellation) =>
        Task.FromResult<RunProgress?>(new RunProgress("05-training", "candidate small, round 140 of 300", 0.43, 58_123));
}
