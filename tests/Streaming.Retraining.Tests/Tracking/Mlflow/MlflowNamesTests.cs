using Streaming.Audit.Models;
using Streaming.Retraining.Tracking.Mlflow;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

public sealed class MlflowNamesTests
{
    [Theory]
    [InlineData("open.pr_auc", "open.pr_auc")]
    [InlineData("slice (state=SP)", "slice _state_SP_")]
    [InlineData("a/b:c", "a.b_c")]
    [InlineData("../up", "_..up")]
    [InlineData("", "_")]
    public void a_key_is_what_every_server_takes(string name, string key) => Assert.Equal(key, Keys(name)[0]);

    [Fact]
    public void names_that_would_become_one_stay_apart_and_the_same_each_time()
    {
        var once = Keys("a b%", "a b#", "A b_", "other");
        Assert.Equal(4, once.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(once, Keys("other", "A b_", "a b#", "a b%"));
    }

    [Fact]
    public void a_long_name_is_cut_to_the_limit_and_stays_apart_from_its_neighbour()
    {
        var keys = Keys(new string('x', 300) + "1", new string('x', 300) + "2");
        Assert.All(keys, key => Assert.Equal(250, key.Length));
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Theory]
    [InlineData("05-training/large.model", "05-training/large.model")]
    [InlineData("../../etc/passwd", "_/_/etc/passwd")]
    [InlineData("a#b/50%.csv", "a_b/50_.csv")]
    [InlineData("a\\b", "a_b")]
    public void a_path_stays_below_the_run(string path, string safe) => Assert.Equal(safe, MlflowNames.Path(path));

    [Fact]
    public void a_models_name_has_no_quote() => Assert.Equal("shop_s model.v1", MlflowNames.Model("shop's model/v1"));

    private static List<string> Keys(params string[] names) =>
        [.. MlflowNames.Keys(names.Select(name => KeyValuePair.Create(name, 0))).Select(pair => pair.Key)];
}
