using Xunit;

namespace Streaming.Host.Tests.Documents;

public sealed class ShellTextTests
{
    [Theory]
    [InlineData("a b  --c d   # a comment", "a,b,--c,d")]
    [InlineData("a --why \"two words\" 'and three' # x", "a,--why,two words,and three")]
    [InlineData("a --why \"not # a comment\"", "a,--why,not # a comment")]
    [InlineData("a ''", "a,")]
    public void a_line_is_its_words(string line, string words) =>
        Assert.Equal(words, string.Join(',', Assert.Single(ShellText.CommandsOf(line))));

    [Fact]
    public void a_line_may_hold_several_commands() =>
        Assert.Equal(["source", "a b", "c"], ShellText.CommandsOf("source <(a b) && c").Select(words => string.Join(' ', words)));

    [Fact]
    public void a_continued_line_is_one_command_that_begins_where_it_begins()
    {
        var command = Assert.Single(ShellText.CommandsOf([(7, "a \\"), (8, "  b")]));

        Assert.Equal((7, "a b"), (command.Line, string.Join(' ', command.Words)));
    }
}
