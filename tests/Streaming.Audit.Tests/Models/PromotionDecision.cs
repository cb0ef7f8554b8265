using Streaming.Audit.Models;
using Streaming.Audit.Runs;

namespace Streaming.Audit.Tests.Models;

public sealed class PromotionDecision
{
    [Fact]
    public void the_first_promotion_registers_the_artifact_and_is_decision_one()
    {
        var candidate = Candidates.Of("1");

        var decided = Model.Unknown.Promote(candidate, "ana", "first");

        Assert.Equal([new ModelRegistered("1", candidate.Sha256, candidate.Lineage), new VersionPromoted("1", "ana", "first", 1)], decided);
    }

    [Fact]
    public void numbers_have_no_gaps_and_going_back_is_a_new_decision_without_a_new_registration()
    {
        var model = Promoted("1", "2");

        var decided = model.Promote(Candidates.Of("1"), "ana", "2 was worse");

        Assert.Equal([new VersionPromoted("1", "ana", "2 was worse", 3)], decided);
    }

    [Fact]
    public void the_serving_version_is_refused_by_the_number_of_its_decision()
    {
        var refused = Assert.Throws<PromotionRefusedException>(() => Promoted("1", "2").Promote(Candidates.Of("2"), "ana", "again"));

        Assert.Equal("version '2' of model 'satisfaction' serves already, by decision 2; nothing would change", refused.Message);
    }

    [Fact]
    public void a_version_names_one_artifact_for_ever()
    {
        var other = Candidates.Of("1") with { Sha256 = Candidates.Of("other").Sha256 };

        var refused = Assert.Throws<PromotionRefusedException>(() => Promoted("1", "2").Promote(other, "ana", "same name"));

        Assert.Contains(Candidates.Of("1").Sha256, refused.Message, StringComparison.Ordinal);
        Assert.Contains(other.Sha256, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void an_artifact_has_one_version()
    {
        var renamed = Candidates.Of("1") with { Version = "9" };

        var refused = Assert.Throws<PromotionRefusedException>(() => Promoted("1", "2").Promote(renamed, "ana", "new name"));

        Assert.Contains("is version '1'", refused.Message, StringComparison.Ordinal);
    }

    private static Model Promoted(params string[] versions) =>
        versions.Aggregate(
            Model.Unknown,
            (model, version) =>
                model.Promote(Candidates.Of(version), "ana", "better").Aggregate(model, (state, happened) => state.Evolve(happened))
        );
}
