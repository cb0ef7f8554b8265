using Streaming.Audit.Models;

namespace Streaming.Audit.Tests.Models;

public sealed class CandidateRules
{
    [Fact]
    public void a_complete_candidate_is_accepted() => Candidates.Of("1").Validate();

    [Fact]
    public void blank_names_and_versions_are_refused()
    {
        Assert.Contains("name is blank", Refusal(Candidates.Of("1") with { Name = " " }), StringComparison.Ordinal);
        Assert.Contains(
            "version of model 'satisfaction' is blank",
            Refusal(Candidates.Of("1") with { Version = "" }),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("A94A8FE5CCB19BA61C4C0873D391E987982FBBD3A94A8FE5CCB19BA61C4C0873")]
    [InlineData("z94a8fe5ccb19ba61c4c0873d391e987982fbbd3a94a8fe5ccb19ba61c4c0873")]
    public void what_is_not_a_lower_case_sha256_is_refused(string hash) =>
        Assert.Contains($"'{hash}' is not a SHA-256", Refusal(Candidates.Of("1") with { Sha256 = hash }), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{", "is not JSON")]
    [InlineData("[1]", "is a JSON Array; expected an object")]
    public void a_lineage_that_is_no_json_object_is_refused(string lineage, string why) =>
        Assert.Contains(why, Refusal(Candidates.Of("1") with { Lineage = lineage }), StringComparison.Ordinal);

    private static string Refusal(ModelCandidate candidate) => Assert.Throws<ArgumentException>(candidate.Validate).Message;
}
