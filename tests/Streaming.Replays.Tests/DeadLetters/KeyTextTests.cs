using System.Text;
using Streaming.Replays.DeadLetters;
using Xunit;

namespace Streaming.Replays.Tests.DeadLetters;

public sealed class KeyTextTests
{
    [Fact]
    public void text_is_text_and_bytes_are_hexadecimal()
    {
        Assert.Equal("pedido-é", KeyText.Of(Encoding.UTF8.GetBytes("pedido-é")));
        Assert.Equal("0xFF00", KeyText.Of([0xFF, 0x00]));
        Assert.Equal("0x0A", KeyText.Of([0x0A]));
        Assert.Equal("-", KeyText.Of(null));
    }

    [Fact]
    public void a_long_key_is_cut_between_two_characters_and_says_its_length()
    {
        var shown = KeyText.Of(Encoding.UTF8.GetBytes("a" + new string('é', 100)));

        Assert.Equal("a" + new string('é', 49) + "… (201 bytes)", shown);
    }
}
