using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class RunsCommandTests
{
    [Theory]
    [InlineData("runs start --why x", "name one source: --data DIR or --bootstrap HOST:PORT")]
    [InlineData("runs start --why x --data a --topics b:1", "name one source: --data DIR or --bootstrap HOST:PORT")]
    [InlineData("runs plan", "name one source: --data DIR or --bootstrap HOST:PORT")]
    [InlineData(
        "runs start --why x --data a --embedded",
        "--embedded needs --wait: its database ends with the command, and with it the worker"
    )]
    [InlineData("run --roles scorer,cook", "--roles names 'cook'; allowed: scorer, api, trainer, console, cases, notifier")]
    public async Task what_cannot_be_done_is_refused_before_anything_starts(string line, string problem)
    {
        var said = await CommandLine.RunAsync(line.Split(' '));

        Assert.Equal(ExitCodes.BadInput, said.ExitCode);
        Assert.Contains(problem, said.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task help_names_the_commands_of_people_and_not_the_one_of_trainers()
    {
        var said = await CommandLine.RunAsync("--help");

        Assert.Contains("runs", said.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("run-stage", said.Output, StringComparison.Ordinal);
    }
}
