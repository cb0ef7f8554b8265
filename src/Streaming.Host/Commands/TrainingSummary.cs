using System.Globalization;
using Streaming.Models.Policy;
using Streaming.Retraining.OneOff;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary>A finished training for people; the JSON report holds more.</summary>
internal static class TrainingSummary
{
    public static void Write(TrainingResult result, string path, TextWriter output)
    {
        var report = result.Report;
        var best = report.Best;
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{best.Name} ({best.Kind}), tested on {report.Slices.TestLabelled:N0} orders delivered from {report.Slices.TestBegins} "
                    + $"to {report.Slices.TestEnds}"
            )
        );

        var table = Tabulation.Table("", "orders", "unsatisfied", "ROC-AUC", "PR-AUC", "log-loss", "Brier", "ECE", "worst tenth holds");
        foreach (var model in (IEnumerable<ModelReport>)[.. report.Candidates, .. report.Baselines])
        {
            Add($"{model.Name}, all", model.All);
            Add($"{model.Name}, open", model.Open);
        }

        Tabulation.Write(table, output);
        var tiers = Tabulation.Table("tier", "all", "of them unsatisfied", "open", "of them unsatisfied");
        Tier("GREEN", best.All.Green, best.Open.Green);
        Tier("YELLOW", best.All.Yellow, best.Open.Yellow);
        Tier("RED", best.All.Red, best.Open.Red);
        Tabulation.Write(tiers, output);
        output.WriteLine(report.WeightedScoreNote);
        output.WriteLine(Verdict(result));
        output.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"wrote {path}: {result.Artifact.Length:N0} bytes, sha256 {result.Sha256}")
        );

        void Add(string name, PopulationReport p) =>
            table.AddRow(
                name,
                Count(p.N),
                Share(p.UnsatisfiedShare),
                Figure(p.RocAuc),
                Figure(p.PrAuc),
                Figure(p.LogLoss),
                Figure(p.Brier),
                Figure(p.Ece),
                Share(p.TopDecileRecall)
            );

        void Tier(string name, TierReport? all, TierReport? open) =>
            tiers.AddRow(name, Count(all?.N ?? 0), Share(all?.UnsatisfiedShare), Count(open?.N ?? 0), Share(open?.UnsatisfiedShare));
    }

    /// <summary>What a run would have done with it.</summary>
    private static string Verdict(TrainingResult result)
    {
        var name = result.Report.Chosen;
        if (result.Failed.Count > 0)
            return $"{name} WOULD NOT BE PROMOTED: it fails {string.Join(", ", result.Failed.Select(gate => gate.Gate))}";
        return result.Waiting.Count > 0
            ? $"{name} fails no gate; a person would decide, because these cannot be judged on so few orders: "
                + $"{string.Join(", ", result.Waiting.Select(gate => gate.Gate))}"
            : $"{name} passes every gate that needs no champion beside it";
    }

    private static string Count(int n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Figure(double? x) => x?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Share(double? x) => x?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "-";
}
