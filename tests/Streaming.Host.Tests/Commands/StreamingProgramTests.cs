using Streaming.Host.Tests.Configuration;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class StreamingProgramTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("demo --help")]
    [InlineData("run --help")]
    [InlineData("score --help")]
    [InlineData("generate --help")]
    [InlineData("train --help")]
    [InlineData("replay --help")]
    [InlineData("prove --help")]
    [InlineData("models promote --help")]
    [InlineData("models list --help")]
    [InlineData("models show --help")]
    [InlineData("models card --help")]
    [InlineData("models reject --help")]
    [InlineData("models rollback --help")]
    [InlineData("audit verify --help")]
    [InlineData("audit export --help")]
    [InlineData("audit trail --help")]
    [InlineData("audit anchor --help")]
    [InlineData("deadletters --help")]
    [InlineData("deadletters list --help")]
    [InlineData("deadletters show --help")]
    [InlineData("deadletters redrive --help")]
    [InlineData("topics --help")]
    [InlineData("topics list --help")]
    [InlineData("topics create --help")]
    public async Task every_command_explains_itself(string line)
    {
        var run = await CommandLine.RunAsync(line.Split(' '));
        Assert.Equal((ExitCodes.Ok, ""), (run.ExitCode, run.Error));
        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        Assert.Contains("--config <DIR>", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("topics frob", "streaming: 'frob' is not known here; allowed: list, create", "streaming: see streaming topics --help")]
    [InlineData(
        "generate --out x --orders 0",
        "streaming: --orders is 0; allowed: 1 to 5000000",
        "streaming: see streaming generate --help"
    )]
    [InlineData("replay --data x --rate 0", "streaming: --rate is 0; allowed: 0.001 to 1000000", "streaming: see streaming replay --help")]
    [InlineData("train --data x", "streaming: Option '--out' is required.", "streaming: see streaming train --help")]
    [InlineData(
        "models promote x --why \t",
        "streaming: --why is blank; allowed: a reason in words",
        "streaming: see streaming models promote --help"
    )]
    [InlineData(
        "models promote --why x",
        "streaming: give either FILE or --version VERSION",
        "streaming: see streaming models promote --help"
    )]
    [InlineData(
        "models show 1 --at 2030-01-31",
        "streaming: give either VERSION or --at TIME",
        "streaming: see streaming models show --help"
    )]
    [InlineData("audit trail --limit 0", "streaming: --limit is 0; allowed: 1 to 1000", "streaming: see streaming audit trail --help")]
    [InlineData(
        "score --data x --model m --out o --coordinates",
        "streaming: --coordinates needs --bootstrap HOST:PORT: rows of tables have no place in a topic",
        "streaming: see streaming score --help"
    )]
    [InlineData(
        "deadletters show --order a --offset 3",
        "streaming: give either --order ID or --partition N --offset N",
        "streaming: see streaming deadletters show --help"
    )]
    [InlineData(
        "deadletters redrive --why x --all --order a",
        "streaming: give one of --order ID, --reason CODE, --all, or --partition N --offset N",
        "streaming: see streaming deadletters redrive --help"
    )]
    [InlineData(
        "deadletters redrive --all --why \t",
        "streaming: --why is blank; allowed: a reason in words",
        "streaming: see streaming deadletters redrive --help"
    )]
    [InlineData("prove --order o --sample 3", "streaming: give either --order ID or --sample N", "streaming: see streaming prove --help")]
    [InlineData("prove --sample 0", "streaming: --sample is 0; allowed: 1 to 1000000", "streaming: see streaming prove --help")]
    [InlineData(
        "topics list --bootstrap",
        "streaming: Required argument missing for option: '--bootstrap'.",
        "streaming: see streaming topics list --help"
    )]
    public async Task a_wrong_command_line_is_refused_with_what_is_allowed(string line, string problem, string help)
    {
        var run = await CommandLine.RunAsync(line.Split(' '));
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.StartsWith(problem, run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(help, run.ErrorLines[^1]);
        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task a_bad_setting_ends_the_command_before_it_does_anything()
    {
        using var folder = new SettingsFolder("Scorer: { BatchSize: 0 }");
        var run = await CommandLine.RunAsync("topics", "list", "--config", folder.Path);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal([$"streaming: Scorer:BatchSize is '0'; allowed: 1 to 10000 ({folder.ConfigFile} line 1)"], run.ErrorLines);
    }

    [Fact]
    public async Task a_folder_of_settings_that_is_not_there_is_named()
    {
        var run = await CommandLine.RunAsync("topics", "list", "--config", "/no/such/folder");
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal(["streaming: --config is '/no/such/folder'; allowed: a folder that exists"], run.ErrorLines);
    }

    [Fact]
    public async Task an_option_that_overrides_a_setting_is_checked_like_it()
    {
        using var folder = new SettingsFolder();
        var run = await CommandLine.RunAsync("topics", "list", "--config", folder.Path, "--bootstrap", "nowhere");
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal(
            ["streaming: Kafka:BootstrapServers is 'nowhere'; allowed: HOST:PORT, several separated by commas (command line)"],
            run.ErrorLines
        );
    }
}
