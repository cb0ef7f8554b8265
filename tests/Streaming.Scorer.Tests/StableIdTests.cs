using Xunit;

namespace Streaming.Scorer.Tests;

public sealed class StableIdTests
{
    [Fact]
    public void is_half_the_hash_of_the_parts_each_ended_by_a_zero() => Assert.Equal("14e30d54aaf41ac51e47b28b8aabce95", StableId.Of("alert", "São", "1"));

    [Fact]
    public void parts_do_not_run_into_each_other() => Assert.NotEqual(StableId.Of("ab", "c"), StableId.Of("a", "bc"));

    [Fact]
    public void long_parts_have_ids_too() => Assert.NotEqual(StableId.Of(new string('a', 100_000)), StableId.Of(new string('a', 100_001)));
}
