using System.Globalization;
using Spectre.Console;
using Streaming.Trainer;
using Streaming.Trainer.Evaluation;

namespace Streaming.Host.Commands;

/// <summary>A finished training for people; the JSON report holds more.</summary>
internal static class TrainingSummary
{
    public static void Write(TrainingResult result, string path, TextWriter output)
    {
        var report = result.Report;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Family}, tested on {report.Slices.TestLabelled:N0} orders delivered from {report.Slices.TestBegins} to {report.Slices.TestEnds}"));

        var table = Tabulation.Table("", "orders", "unsatisfied", "ROC-AUC", "PR-AUC", "log-loss", "Brier", "ECE", "worst tenth holds");
        Add("all", report.All);
        Add("open", report.Open);
        foreach (var baseline in report.Baselines)
        {
            Compare($"{baseline.Name}, all", baseline.All);
            Compare($"{baseline.Name}, open", baseline.Open);
        }

        Tabulation.Write(table, output);
        var tiers = Tabulation.Table("tier", "all", "of them unsatisfied", "open", "of them unsatisfied");
        Tier("GREEN", report.All.Green, report.Open.Green);
        Tier("YELLOW", report.All.Yellow, report.Open.Yellow);
        Tier("RED", report.All.Red, report.Open.Red);
        Tabulation.Write(tiers, output);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"wrote {path}: {result.Artifact.Length:N0} bytes, sha256 {result.Sha256}"));

        void Add(string name, PopulationReport p) => table.AddRow(
            name, Count(p.N), Share(p.UnsatisfiedShare), Figure(p.RocAuc), Figure(p.PrAuc), Figure(p.LogLoss), Figure(p.Brier), Figure(p.Ece), Share(p.TopDecileRecall));

        void Compare(string name, ComparisonReport c) => table.AddRow(name, "", "", Figure(c.RocAuc), Figure(c.PrAuc), "", "", "", Share(c.TopDecileRecall));

        void Tier(string name, TierReport all, TierReport open) => tiers.AddRow(name, Count(all.N), Share(all.UnsatisfiedShare), Count(open.N), Share(open.UnsatisfiedShare));
    }

    private static string Count(int n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Figure(double? x) => x?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "-";

    private static string Share(double? x) => x?.ToString("0.0 %", CultureInfo.InvariantCulture) ?? "-";
}
