using Streaming.Quality.Tables;

namespace Streaming.Quality.Tests.Tables;

public sealed class YamlTextTests
{
    [Theory]
    [InlineData("a: [1, 2", "line")]
    [InlineData("a: b: c", "line 1")]
    [InlineData("a: 1\nb: *a", "line 2: anchors")]
    [InlineData("a: &x 1", "line 1: anchors")]
    [InlineData("a: &x [*x]", "line 1: anchors")]
    [InlineData("*", "line 1")]
    [InlineData("- *\n", "line 1")]
    [InlineData("a: !<\n", "line")]
    [InlineData("a: \"\\x\"", "line 1")]
    [InlineData("%YAML 9.9\n---\na: 1", "line")]
    public void what_the_library_stumbles_over_is_refused_with_file_and_line(string text, string expected)
    {
        var refused = Assert.Throws<YamlTextException>(() => YamlText.Read(new StringReader(text), "settings.yaml"));

        Assert.StartsWith("settings.yaml line", refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", 5_000)]
    [InlineData("[", 200_000)]
    [InlineData("{a: ", 200_000)]
    public void nesting_is_refused_before_nodes_are_made_of_it(string opening, int times)
    {
        var refused = Assert.Throws<YamlTextException>(() =>
            YamlText.Read(new StringReader(string.Concat(Enumerable.Repeat(opening, times))), "a.yaml")
        );

        Assert.Contains("nested more than 16 levels", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void any_change_of_one_character_is_read_or_refused_in_words()
    {
        const string good = "Kafka:\n  BootstrapServers: a:1 # b\n  List: [x, 'y', \"z\"]\nText: |\n  line\n";
        foreach (var odd in "&*!|>%@`\"'[]{},:?-#\t\0\u0085\u2028\ufeff")
        {
            for (var at = 0; at < good.Length; at++)
            {
                var text = good[..at] + odd + good[(at + 1)..];
                var unexpected = Record.Exception(() => YamlText.Read(new StringReader(text), "a.yaml"));
                Assert.True(unexpected is null or YamlTextException, $"'{odd}' at {at}: {unexpected}");
            }
        }
    }
}
