using Streaming.Scorer.Scores;
using Xunit;

namespace Streaming.Scorer.Tests.Scores;

public sealed class StableIdTests
{
    [Fact]
    public void is_half_the_hash_of_the_parts_each_ended_by_a_zero() =>
        Assert.Equal("14e30d54aaf41ac51e47b28b8aabce95", StableId.Of("alert", "São", "1"));

    [Fact]
    public void parts_do_not_run_into_each_other() => Assert.NotEqual(StableId.Of("ab", "c"), StableId.Of("a", "bc"));

    [Fact]
    public void long_parts_have_ids_too() => Assert.NotEqual(StableId.Of(new string('a', 100_000)), StableId.Of(new string('a', 100_001)));

    [Fact]
    public void no_two_lists_of_odd_texts_share_an_id()
    {
        string[] odd =
        [
            "",
            "a",
            "\0",
            "a\0b",
            "b",
            "b\0c",
            "c",
            "\0\0",
            "\uD83D",
            "\uDE00",
            "\uD83D\uDE00",
            "\uFFFD",
            "À\u0080",
            "\u00C0\u0080",
            "\uD83Dé",
            new string('x', 600) + "\0",
            new string('x', 600),
        ];
        var lists = new List<string[]>();
        foreach (var first in odd.Distinct(StringComparer.Ordinal))
        {
            lists.Add([first]);
            foreach (var second in odd.Distinct(StringComparer.Ordinal))
            {
                lists.Add([first, second]);
                lists.AddRange(odd.Distinct(StringComparer.Ordinal).Select(third => new[] { first, second, third }));
            }
        }

        var ids = lists.Select(parts => StableId.Of(parts)).ToList();

        Assert.Equal(lists.Count, ids.Distinct().Count());
    }
}
