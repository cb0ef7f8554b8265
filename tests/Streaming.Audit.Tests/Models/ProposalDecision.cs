using Streaming.Audit.Models;
using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;

namespace Streaming.Audit.Tests.Models;

public sealed class ProposalDecision
{
    private static readonly GateResult Held = new("too_good", false, 0.05, 0.03, "a gain of PR-AUC above 0.03 is held for a person");

    [Fact]
    public void a_proposal_registers_and_waits_until_a_person_accepts_it()
    {
        var proposed = Model.Unknown.Propose(Candidates.Of("1"), "trainer", "held", [Held], "r1");
        var model = After(proposed);

        Assert.Equal([typeof(ModelRegistered), typeof(PromotionProposed)], proposed.Select(happened => happened.GetType()));
        Assert.Equal(["1"], model.Waiting);
        var accepted = model.PromoteVersion(Candidates.Name, "1", "ana", "looked at it");
        Assert.Equal([new VersionPromoted("1", "ana", "looked at it", 1)], accepted);
        Assert.Empty(After([.. proposed, .. accepted]).Waiting);
    }

    [Fact]
    public void a_rejected_proposal_no_longer_waits_and_may_be_proposed_again()
    {
        var proposed = Model.Unknown.Propose(Candidates.Of("1"), "trainer", "held", [Held], "r1");
        object[] rejected = [.. proposed, .. After(proposed).Reject(Candidates.Name, "1", "ana", "smells of a leak")];

        Assert.Contains(
            "no proposal of version '1' of model 'satisfaction' waits; waiting: none",
            Refusal(() => After(rejected).Reject(Candidates.Name, "1", "ana", "again")),
            StringComparison.Ordinal
        );
        Assert.Equal(["1"], After([.. rejected, .. After(rejected).Propose(Candidates.Of("1"), "trainer", "held", [Held], "r2")]).Waiting);
    }

    [Fact]
    public void a_run_speaks_once_and_promotes_once()
    {
        var proposed = After(Model.Unknown.Propose(Candidates.Of("1"), "trainer", "held", [Held], "r1"));
        var promoted = After(Model.Unknown.Promote(Candidates.Of("1"), "trainer", "gates passed", "r1"));
        var rejected = After(Model.Unknown.RejectByGate(Candidates.Of("1"), "trainer", "worse", Held, "r1"));

        Assert.Empty(proposed.Propose(Candidates.Of("1"), "trainer", "held", [Held], "r1"));
        Assert.Empty(promoted.Promote(Candidates.Of("1"), "trainer", "gates passed", "r1"));
        Assert.Empty(rejected.RejectByGate(Candidates.Of("1"), "trainer", "worse", Held, "r1"));
        Assert.Contains(
            "waits for a decision already",
            Refusal(() => proposed.Propose(Candidates.Of("1"), "trainer", "held", [Held], "r2")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void a_gate_that_rejects_is_recorded_with_its_value_and_limit() =>
        Assert.Equal(
            new PromotionRejected("1", "trainer", "worse", "too_good", 0.05, 0.03, "r1"),
            Model.Unknown.RejectByGate(Candidates.Of("1"), "trainer", "worse", Held, "r1")[^1]
        );

    [Fact]
    public void what_serves_is_neither_proposed_nor_rejected()
    {
        var serving = After(Model.Unknown.Promote(Candidates.Of("1"), "ana", "first"));

        Assert.Contains(
            "serves already, by decision 1",
            Refusal(() => serving.Propose(Candidates.Of("1"), "trainer", "held", [])),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "serves already, by decision 1",
            Refusal(() => serving.RejectByGate(Candidates.Of("1"), "trainer", "worse", Held)),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is rolled back, not rejected",
            Refusal(() => serving.Reject(Candidates.Name, "1", "ana", "worse")),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "has no version '9'; registered: 1",
            Refusal(() => serving.PromoteVersion(Candidates.Name, "9", "ana", "try")),
            StringComparison.Ordinal
        );
    }

    internal static Model After(IEnumerable<object> events) => events.Aggregate(Model.Unknown, (model, happened) => model.Evolve(happened));

    internal static string Refusal(Action decide) => Assert.Throws<PromotionRefusedException>(decide).Message;
}
