using Streaming.Audit.Models;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Tests.Models;

public sealed class RollbackDecision
{
    [Fact]
    public void goes_to_the_version_that_served_before_under_the_next_number()
    {
        var model = Serving("1", "2", "3");

        Assert.Equal([new ModelRolledBack("2", "ana", "3 is worse", 4)], model.RollBack(Candidates.Name, null, "ana", "3 is worse"));
        Assert.Equal([new ModelRolledBack("1", "ana", "2 was bad too", 4)], model.RollBack(Candidates.Name, "1", "ana", "2 was bad too"));
    }

    [Fact]
    public void a_rollback_can_itself_be_rolled_back()
    {
        var model = Serving("1", "2");
        var back = model.Evolve(model.RollBack(Candidates.Name, null, "ana", "2 is worse")[0]);

        Assert.Equal(("1", 3), (back.ServingVersion, back.Decisions));
        Assert.Equal([new ModelRolledBack("2", "bo", "it was the data", 4)], back.RollBack(Candidates.Name, null, "bo", "it was the data"));
    }

    [Theory]
    [InlineData(null, "cannot be rolled back: nothing served before version '1'")]
    [InlineData("1", "version '1' of model 'satisfaction' serves already, by decision 1")]
    [InlineData("9", "has no version '9'; registered: 1, waiting")]
    [InlineData("waiting", "never served, so nothing can be rolled back to it; served: 1. Promote it instead")]
    public void only_what_served_and_serves_no_longer_can_be_gone_back_to(string? version, string why)
    {
        var model = Serving("1");
        model = model
            .Propose(Candidates.Of("waiting"), "trainer", "held", [])
            .Aggregate(model, (state, happened) => state.Evolve(happened));

        Assert.Contains(
            why,
            ProposalDecision.Refusal(() => model.RollBack(Candidates.Name, version, "ana", "try")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void before_the_first_decision_there_is_nothing_to_go_back_from() =>
        Assert.Contains(
            "nothing serves",
            ProposalDecision.Refusal(() => Model.Unknown.RollBack(Candidates.Name, null, "ana", "try")),
            StringComparison.Ordinal
        );

    private static Model Serving(params string[] versions) =>
        versions.Aggregate(
            Model.Unknown,
            (model, version) =>
                model.Promote(Candidates.Of(version), "ana", "better").Aggregate(model, (state, happened) => state.Evolve(happened))
        );
}
