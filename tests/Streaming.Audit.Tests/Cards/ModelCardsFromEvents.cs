using Streaming.Audit.Cards;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Tests.Runs;

namespace Streaming.Audit.Tests.Cards;

public sealed class ModelCardsFromEvents
{
    private const string Run = RichHistory.FirstRun;

    [Fact]
    public void of_a_run_tells_origin_data_figures_gates_and_decisions()
    {
        var sha256 = Candidates.Of("1").Sha256;
        var run = new[]
        {
            SampleRun.Flagged,
            SampleRun.Trained with
            {
                Artifact = sha256,
            },
            SampleRun.Evaluated,
            (object)new RunCompleted(1),
        }.Aggregate(
            RunEvolution.Evolve(null, "run/" + Run, SampleRun.Request, SetClock.Start),
            (state, happened) => state.Evolve(state.Id, happened, SetClock.Start)
        );
        var model = After(Model.Unknown.Promote(Candidates.Of("1"), "trainer", "gates passed", Run));

        var text = ModelCards.Of(model, "1", run).ToMarkdown();

        Assert.StartsWith("# satisfaction, version 1\n\n## Model\n\n- state: serving\n", text, StringComparison.Ordinal);
        foreach (
            var line in (string[])
                [
                    $"- artifact (SHA-256): {sha256}",
                    $"- training run: {Run}",
                    "- asked for by: ana",
                    "- source: tables:data",
                    "- seed: 7",
                    "- family: lightgbm",
                    "- parameters: {\"leaves\":63}",
                    "- time to fit: 8.3 s",
                    "- trainer: trees",
                    "- products: flagged, 32951 rows; null_share product_category_name: 610 (flag, above its limit)",
                    "- open.roc_auc: 0.683 (0.671 to 0.695)",
                    "- open.lift: unknown",
                    "- ece_open: passed, value 0.0124, limit 0.02: calibration error on open orders at most 0.02",
                    "- promoted: 2026-03-01 12:00:00 UTC by trainer, decision 1, served until now: gates passed",
                ]
        )
            Assert.Contains(line + "\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void says_unknown_where_no_event_says_anything()
    {
        var card = ModelCards.Of(After([new ModelRegistered("1", Candidates.Of("1").Sha256, "{}")]), "1", run: null);

        Assert.All(
            card.Sections.Where(section => section.Title is not ("Model" or "Decisions")),
            section => Assert.All(section.Lines, line => Assert.Equal("unknown", line.Value))
        );
        Assert.Equal([new CardLine("decisions", "none")], card.Sections[^1].Lines);
        Assert.Contains(new CardLine("training run", "unknown"), card.Sections[0].Lines);
    }

    [Fact]
    public void of_what_is_not_registered_is_refused() =>
        Assert.Contains(
            "has no version '9'; registered: 1",
            Assert
                .Throws<PromotionRefusedException>(() =>
                    ModelCards.Of(After([new ModelRegistered("1", Candidates.Of("1").Sha256, "{}")]), "9", null)
                )
                .Message,
            StringComparison.Ordinal
        );

    private static ModelHistory After(IEnumerable<object> events) =>
        events.Aggregate(
            new ModelHistory { Id = ModelStream.Key(Candidates.Name) },
            (history, happened) => history.Evolve(happened, SetClock.Start)
        );
}
