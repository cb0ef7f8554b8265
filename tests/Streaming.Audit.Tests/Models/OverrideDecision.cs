using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Audit.Trail;
using Streaming.Contracts.Gates;
using Streaming.Contracts.Rules;

namespace Streaming.Audit.Tests.Models;

public sealed class OverrideDecision
{
    private static readonly GateResult Failed = new("ece_open", false, 0.09, 0.04, "calibration error: at most the limit");
    private static readonly GateResult Waits = new("red_precision_open", false, null, 0.5, "waits", Waiting: true);
    private static readonly GateResult Passed = new("golden_rows", true, null, null, "as recorded");

    [Fact]
    public void a_version_that_a_gate_rejected_is_not_promoted_as_if_nothing_had_happened()
    {
        var rejected = Rejected();

        Assert.Contains(
            "failed gate ece_open",
            ProposalDecision.Refusal(() => rejected.PromoteVersion(Candidates.Name, "2", "ana", "I want it")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "failed gate ece_open",
            ProposalDecision.Refusal(() => rejected.Promote(Candidates.Of("2"), "ana", "from its file")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void an_override_is_an_event_of_its_own_kind_with_the_failed_gates_alone()
    {
        var decided = Assert.IsType<ModelPromotedDespiteGates>(
            Assert.Single(Rejected().PromoteVersionDespiteGates(Candidates.Name, "2", "ana", "the gate is wrong", [Passed, Failed, Waits]))
        );

        Assert.Equal(("2", "ana", "the gate is wrong", 2L), (decided.Version, decided.By, decided.Why, decided.DecisionNumber));
        Assert.Equal([Failed], decided.Gates);
        var after = Rejected().Evolve(decided);
        Assert.Equal(("2", 2L), (after.ServingVersion, after.Decisions));
        Assert.Equal(
            "promoted version 2 despite its gates, decision 2; overridden: ece_open at 0.09, limit 0.04",
            TrailFormatter.Of(decided).What
        );
    }

    [Fact]
    public void a_file_that_says_which_gates_it_failed_is_registered_and_overridden_at_once() =>
        Assert.Equal(
            [typeof(ModelRegistered), typeof(ModelPromotedDespiteGates)],
            Model.Unknown.PromoteDespiteGates(Candidates.Of("1"), "ana", "a demo", [Failed]).Select(happened => happened.GetType())
        );

    [Fact]
    public void where_nothing_failed_nothing_is_overridden()
    {
        var serving = ProposalDecision.After(Model.Unknown.Promote(Candidates.Of("1"), "ana", "first"));

        Assert.Contains(
            "no gate is known",
            ProposalDecision.Refusal(() => serving.PromoteDespiteGates(Candidates.Of("2"), "ana", "why", [Passed, Waits])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "serves already",
            ProposalDecision.Refusal(() => serving.PromoteDespiteGates(Candidates.Of("1"), "ana", "why", [Failed])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no version '9'",
            ProposalDecision.Refusal(() => serving.PromoteVersionDespiteGates(Candidates.Name, "9", "ana", "why", [Failed])),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_later_run_that_passes_it_takes_the_rejection_away()
    {
        var model = Rejected();
        object[] promoted = [.. model.Promote(Candidates.Of("2"), "trainer", "all gates passed", "r9")];
        var later = promoted
            .Aggregate(model, (state, happened) => state.Evolve(happened))
            .Evolve(new ModelRolledBack("1", "ana", "complaints", 3));

        Assert.IsType<VersionPromoted>(Assert.Single(later.PromoteVersion(Candidates.Name, "2", "ana", "again")));
    }

    [Fact]
    public void the_best_that_ever_served_is_what_the_latest_measurement_says_and_no_override()
    {
        var (one, two, three, four) = (Candidates.Of("1"), Candidates.Of("2"), Candidates.Of("3"), Candidates.Of("4"));
        var model = Model.Unknown;
        var events = new List<object>();
        Record(model.Promote(one, "trainer", "passed", "r1", one.Sha256));
        Record(model.Promote(two, "trainer", "passed", "r2", one.Sha256));
        Record(model.PromoteDespiteGates(three, "ana", "all the same", [Failed]));
        Record(model.Promote(four, "trainer", "passed", "r4", four.Sha256));
        var history = events.Aggregate(
            new ModelHistory { Id = ModelStream.Key(Candidates.Name) },
            (state, happened) => state.Evolve(happened, DateTimeOffset.UnixEpoch)
        );

        Assert.Equal(["1", "1", "1", "4"], Enumerable.Range(1, 4).Select(decision => history.BestAt(decision)!.Version));
        Assert.Equal(["promoted", "promoted", "promoted_despite_gates", "promoted"], history.Champions.Select(champion => champion.Kind));
        Assert.Null(new ModelHistory { Id = ModelStream.Key(Candidates.Name) }.BestAt(1));

        void Record(IReadOnlyList<object> decided)
        {
            events.AddRange(decided);
            model = decided.Aggregate(model, (state, happened) => state.Evolve(happened));
        }
    }

    [Fact]
    public void what_ordinary_events_say_is_written_as_before()
    {
        Assert.DoesNotContain("Waiting", JsonSerializer.Serialize(Passed), StringComparison.Ordinal);
        Assert.DoesNotContain("Failed", JsonSerializer.Serialize(Failed), StringComparison.Ordinal);
        Assert.Contains("\"Waiting\":true", JsonSerializer.Serialize(Waits), StringComparison.Ordinal);
        Assert.DoesNotContain("Best", JsonSerializer.Serialize(new VersionPromoted("1", "ana", "first", 1)), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "IsBreach",
            JsonSerializer.Serialize(new CheckCount("rows", "", "info", 9, 0, false, "9 rows")),
            StringComparison.Ordinal
        );
        Assert.False(JsonSerializer.Deserialize<GateResult>("""{"Gate":"old","Passed":false,"Value":1,"Limit":2,"Rule":"r"}""")!.Waiting);
    }

    [Fact]
    public void what_was_counted_and_forbidden_by_nobody_is_no_broken_rule()
    {
        CheckCount[] checks =
        [
            new("rows", "", "info", 3095, 0, false, "3,095 rows"),
            new("label_share", "", "info", 2900, 0.5, false, "96 %"),
            new("null", "product_category_name", "info", 12, 1, false, "line 3"),
            new("bounds", "price", "flag", 4, 0.1, false, "line 9"),
            new("rows", "", "flag", 1, 0, true, "1 row"),
        ];

        Assert.Equal(["bounds", "rows"], checks.Where(check => check.IsBreach).Select(check => check.Code));
        Assert.Equal(
            "passed data set orders: 10 rows, 2 rules broken, 1 above their limit",
            TrailFormatter.Of(new DatasetValidated("orders", "passed", 10, checks)).What
        );
    }

    private static Model Rejected() =>
        ProposalDecision.After([
            .. Model.Unknown.Promote(Candidates.Of("1"), "ana", "first"),
            .. ProposalDecision
                .After(Model.Unknown.Promote(Candidates.Of("1"), "ana", "first"))
                .RejectByGate(Candidates.Of("2"), "trainer", "not calibrated", Failed, "r2"),
        ]);
}
