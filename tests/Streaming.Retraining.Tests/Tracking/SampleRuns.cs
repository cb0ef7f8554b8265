using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;
using Streaming.Retraining.Tracking;

namespace Streaming.Retraining.Tests.Tracking;

/// <summary>Finished runs and models, and a store with their artifacts.</summary>
internal sealed class SampleRuns
{
    public const string RunId = "20300131-120000-3fa2";
    public const string Version = "20300131.1";

    public static readonly DateTimeOffset Began = new(2030, 1, 31, 12, 0, 5, TimeSpan.Zero);

    private readonly Dictionary<string, byte[]> store = new(StringComparer.Ordinal);

    /// <summary>Puts bytes into the store; gives their hash.</summary>
    public string Keep(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        store[hash] = bytes;
        return hash;
    }

    public void Lose(string hash) => store.Remove(hash);

    public Task<Stream?> OpenAsync(TrackedArtifact artifact, CancellationToken cancellation) =>
        Task.FromResult<Stream?>(store.TryGetValue(artifact.Sha256, out var bytes) ? new MemoryStream(bytes) : null);

    /// <summary>A completed run with two candidates, one left out, the champion, a baseline and three search trials; it promoted the first
    /// candidate.</summary>
    public RunHistory Run(string modelName, string runId = RunId)
    {
        var large = Keep("the large model's bytes");
        var trials = Encoding.UTF8.GetString(
            TrialFile.Write([
                .. Enumerable
                    .Range(0, 3)
                    .Select(i => new SearchTrial(
                        "large",
                        i,
                        JsonSerializer.SerializeToElement(new { Leaves = 8 + i }),
                        new Dictionary<string, double?> { ["fold.open.pr_auc"] = 0.35 + i / 100.0 },
                        i == 2
                    )),
            ])
        );
        return new RunHistory
        {
            Id = "run/" + runId,
            State = RunState.Completed,
            Request = new TrainingRequested(
                modelName,
                "manual",
                "ana",
                "weekly",
                "tables:data",
                "1.0",
                7,
                """{"Training":{"TestShare":0.2,"Candidates":["large","small"]}}"""
            ),
            RequestedAt = Began.AddSeconds(-5),
            StartedAt = Began,
            EndedAt = Began.AddSeconds(50),
            Stages =
            [
                Stage("01-ingestion", ("events.log", Keep("customer ids"))),
                Stage("02-validation", ("verdicts.json", Keep("""{"products":"flagged"}"""))),
                Stage(
                    "05-training",
                    ("large.model", large),
                    (TrialFile.Name, Keep(trials)),
                    ("fit report.txt", Keep("fitted in time")),
                    ("empty.log", Keep(""))
                ),
            ],
            Datasets =
            [
                new DatasetVerdict(
                    "products",
                    "flagged",
                    32_951,
                    [new CheckCount("null_share", "product_category_name", "flag", 610, 0.01, true, "line 106: empty")]
                ),
            ],
            Candidates =
            [
                Candidate("large", "candidate", "lightgbm", large, 0.357),
                Candidate("small", "candidate", "fast_tree", Keep("the small model's bytes"), 0.349),
                new RunCandidate("gam", "candidate", "gam", "", 0, 0, "", "did not converge", new Dictionary<string, Figure>(), []),
                Candidate("20300101.1", "champion", "", "", 0.351),
                Candidate("late", "baseline", "", "", 0.224),
            ],
            Decision = new DecisionReached("promoted", "large", Version, "all gates passed"),
        };
    }

    /// <summary>A model whose versions took turns; the last one serves.</summary>
    public static ModelHistory Model(string name, params IReadOnlyList<(string Version, string Sha256)> champions) =>
        new()
        {
            Id = "model/" + name,
            Champions =
            [
                .. champions.Select(
                    (champion, i) => new Champion(champion.Version, champion.Sha256, i + 1, Began.AddDays(i), "ana", $"decision {i + 1}")
                ),
            ],
        };

    private static StageHistory Stage(string name, params IReadOnlyList<(string Name, string Sha256)> outputs) =>
        new()
        {
            Stage = name,
            State = StageState.Completed,
            InputHash = "in",
            OutputHash = "out",
            Outputs = outputs.ToDictionary(output => output.Name, output => output.Sha256),
            Rows = 1000,
            Seconds = 1.5,
            StartedAt = Began,
            EndedAt = Began.AddSeconds(2),
        };

    private static RunCandidate Candidate(string name, string role, string family, string artifact, double prAuc) =>
        new(
            name,
            role,
            family,
            family.Length == 0 ? "" : """{"Leaves":63,"Search":{"Trials":3}}""",
            7,
            8.25,
            artifact,
            "",
            new Dictionary<string, Figure>
            {
                ["open.pr_auc"] = new(prAuc, prAuc - 0.01, prAuc + 0.01),
                ["open.lift"] = new(null),
                ["open.odd"] = new(double.NaN),
            },
            role == "candidate" ? [new GateResult("ece_open", true, 0.0124, 0.02, "calibration error on open orders at most 0.02")] : []
        );
}
