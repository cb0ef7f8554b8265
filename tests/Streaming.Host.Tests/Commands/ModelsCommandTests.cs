using Streaming.Host.Tests.Configuration;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class ModelsCommandTests
{
    [Fact]
    public async Task a_file_that_is_not_there_is_named()
    {
        using var settings = new SettingsFolder();
        var run = await CommandLine.RunAsync("models", "promote", "/no/such/model.bin", "--why", "because", "--config", settings.Path);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains("/no/such/model.bin", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_file_that_is_no_artifact_is_refused_before_anything_is_asked()
    {
        using var settings = new SettingsFolder("Postgres: { ConnectionString: Host=127.0.0.1;Port=1 }");
        using var folder = new TemporaryFolder("models");
        await File.WriteAllTextAsync(folder.Below("model.bin"), "not a model");
        var run = await CommandLine.RunAsync("models", "promote", folder.Below("model.bin"), "--why", "because", "--config", settings.Path);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Single(run.ErrorLines);
    }

    [Fact]
    public async Task a_database_that_is_away_is_one_line_and_not_the_inputs_fault()
    {
        using var settings = new SettingsFolder("Postgres: { ConnectionString: Host=127.0.0.1;Port=1;Username=u }");
        var run = await CommandLine.RunAsync("models", "list", "--config", settings.Path);
        Assert.Equal(ExitCodes.Failed, run.ExitCode);
        Assert.Contains("127.0.0.1:1", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }
}
