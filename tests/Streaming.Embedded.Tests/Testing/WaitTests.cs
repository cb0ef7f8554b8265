using Streaming.Testing;

namespace Streaming.Embedded.Tests.Testing;

public sealed class WaitTests
{
    [Fact]
    public async Task it_ends_when_the_condition_holds()
    {
        var asked = 0;
        await Wait.Until(() => ++asked == 3, TimeSpan.FromSeconds(10));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task a_wait_in_vain_names_the_condition_and_what_was_seen_last()
    {
        var count = 7;
        var failure = await Assert.ThrowsAnyAsync<Exception>(() =>
            Wait.For(() => Task.FromResult(count), seen => seen > 8, TimeSpan.FromMilliseconds(50))
        );
        Assert.Contains("seen => seen > 8", failure.Message, StringComparison.Ordinal);
        Assert.Contains("last seen: 7", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_the_condition_throws_is_waited_out_and_shown()
    {
        var failure = await Assert.ThrowsAnyAsync<Exception>(() =>
            Wait.Until(bool () => throw new InvalidOperationException("not there yet"), TimeSpan.FromMilliseconds(50))
        );
        Assert.Contains("InvalidOperationException: not there yet", failure.Message, StringComparison.Ordinal);
    }
}
