using Streaming.Host.Commands;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class MisreadTests
{
    [Theory]
    [InlineData("modles list", "models")]
    [InlineData("traim --data x", "train")]
    [InlineData("models prmote", "promote")]
    [InlineData("deadletters lsit", "list")]
    [InlineData("generate --ordres 5", "--orders")]
    public async Task a_misspelt_word_is_answered_with_the_one_that_was_meant(string line, string meant)
    {
        var run = await CommandLine.RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains($"did you mean {meant}? Allowed: ", run.ErrorLines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_is_not_for_people_is_not_offered()
    {
        var run = await CommandLine.RunAsync("frobnicate");
        Assert.DoesNotContain(StageCommand.Name, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("--help,", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task no_command_at_all_is_answered_with_help()
    {
        var run = await CommandLine.RunAsync();
        Assert.Equal((ExitCodes.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runs")]
    [InlineData("models")]
    [InlineData("deadletters")]
    public async Task a_group_without_its_command_is_bad_input_and_shows_what_it_has(string group)
    {
        var run = await CommandLine.RunAsync(group);
        Assert.Equal((ExitCodes.BadInput, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{group} [command]", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.0.0+0123456789abcdef0123456789abcdef01234567", "1.0.0+0123456789ab")]
    [InlineData("1.0.0", "1.0.0")]
    public void the_version_is_what_people_compare(string informational, string shown) =>
        Assert.Equal(shown, ShortVersion.Of(informational));

    [Theory]
    [InlineData("bash", "complete -o default -F _streaming streaming")]
    [InlineData("zsh", "#compdef streaming")]
    [InlineData("fish", "complete -c streaming")]
    public async Task each_shell_has_its_completion(string shell, string holds)
    {
        var run = await CommandLine.RunAsync("completion", shell);
        Assert.Equal((ExitCodes.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains(holds, run.Output, StringComparison.Ordinal);
    }
}
