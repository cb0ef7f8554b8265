using Streaming.Marketplace.Synthetic;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Stages;
using Xunit;

namespace Streaming.Retraining.Tests.Runs;

public sealed class StageInputTests
{
    private static readonly Dictionary<string, string> Artifacts = new() { ["01-first/log"] = "aa" };

    [Fact]
    public void equal_parts_give_equal_hashes_in_any_order()
    {
        var one = StageInput.Of(new Stage("1", ("b", "2"), ("a", "1")), Artifacts);
        var other = StageInput.Of(new Stage("1", ("a", "1"), ("b", "2")), Artifacts);

        Assert.Equal(one.Hash, other.Hash);
        Assert.Matches("^[0-9a-f]{64}$", one.Hash);
    }

    [Fact]
    public void code_version_settings_inputs_and_name_each_change_the_hash()
    {
        var all = new[]
        {
            StageInput.Of(new Stage("1", ("a", "1")), Artifacts),
            StageInput.Of(new Stage("2", ("a", "1")), Artifacts),
            StageInput.Of(new Stage("1", ("a", "2")), Artifacts),
            StageInput.Of(new Stage("1", ("a", "1"), ("b", "")), Artifacts),
            StageInput.Of(new Stage("1", ("a", "1")), new Dictionary<string, string> { ["01-first/log"] = "bb" }),
            StageInput.Of(new Stage("1", ("a", "1")) { Name = "03-other" }, Artifacts),
        };

        Assert.Equal(all.Length, all.Select(input => input.Hash).Distinct().Count());
    }

    [Fact]
    public void another_build_of_the_same_stage_changes_the_hash()
    {
        string[] hashes =
        [
            .. new[] { "one build", "one build", "another" }.Select(build => StageInput.Of(new Stage("1"), Artifacts, build).Hash),
        ];
        Assert.Equal(hashes[0], hashes[1]);
        Assert.NotEqual(hashes[0], hashes[2]);
    }

    [Fact]
    public void texts_that_run_together_are_told_apart() =>
        Assert.NotEqual(
            StageInput.Of(new Stage("1", ("a", "1b")), Artifacts).Hash,
            StageInput.Of(new Stage("1", ("a1", "b")), Artifacts).Hash
        );

    [Fact]
    public void every_part_is_named_and_a_long_setting_is_shown_by_its_hash()
    {
        var parts = StageInput.Of(new Stage("1", ("schema", new string('x', 1000))), Artifacts).Parts;

        Assert.Equal(["build", "code", "input 01-first/log", "setting schema"], parts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("aa", parts["input 01-first/log"]);
        Assert.StartsWith("sha256 ", parts["setting schema"], StringComparison.Ordinal);
    }

    private sealed class Stage(string code, params (string Name, string Value)[] settings) : IStage
    {
        public string Name { get; init; } = "02-second";

        public string CodeVersion => code;

        public IReadOnlyList<string> Inputs => ["01-first/log"];

        public bool RunsInChild => false;

        public IReadOnlyDictionary<string, string> Settings => settings.ToDictionary(setting => setting.Name, setting => setting.Value);

        public void Run(StageContext context, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
