using System.Text.Json;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>What the README promises of the model, on the real data set.</summary>
public sealed class OlistQualityTests
{
    [Fact]
    public async Task the_model_reaches_its_figures_and_beats_every_baseline()
    {
        var data = RealParts.RequireOlist();
        using var folder = new TemporaryFolder("olist");
        var none = new Dictionary<string, string?>();
        using var report = JsonDocument.Parse(
            await StreamingProcess.RunAsync(none, 0, "train", "--data", data, "--out", folder.Below("a.model"), "--json")
        );
        var (all, open) = (report.RootElement.GetProperty("all"), report.RootElement.GetProperty("open"));

        Assert.True(Of(open, "roc_auc") >= 0.682 && Of(open, "pr_auc") >= 0.353, $"open: {open}");
        Assert.True(Of(all, "roc_auc") >= 0.787 && Of(all, "pr_auc") >= 0.662, $"all: {all}");
        Assert.True(Of(open, "ece") <= 0.02 && Of(all, "ece") <= 0.02, $"all: {all} open: {open}");
        Assert.True(Of(all.GetProperty("red"), "unsatisfied_share") >= 0.80, $"red: {all.GetProperty("red")}");
        Assert.True(Of(open, "top_decile_recall") >= 0.22, $"open: {open}");
        var chosen = report
            .RootElement.GetProperty("candidates")
            .EnumerateArray()
            .Single(candidate => candidate.GetProperty("name").GetString() == report.RootElement.GetProperty("chosen").GetString());
        foreach (var baseline in report.RootElement.GetProperty("baselines").EnumerateArray())
        foreach (var gain in chosen.GetProperty("gains").GetProperty(baseline.GetProperty("name").GetString()!).EnumerateObject())
            Assert.True(
                Of(gain.Value.GetProperty("interval"), "low") > 0,
                $"{gain.Name} over {baseline.GetProperty("name")}: {gain.Value}"
            );

        await StreamingProcess.RunAsync(
            none,
            0,
            "score",
            "--data",
            data,
            "--model",
            folder.Below("a.model"),
            "--out",
            folder.Below("scored.csv")
        );
        Assert.Equal(1 + 75_429, (await File.ReadAllLinesAsync(folder.Below("scored.csv"))).Length);
    }

    private static double Of(JsonElement element, string figure) => element.GetProperty(figure).GetDouble();
}
