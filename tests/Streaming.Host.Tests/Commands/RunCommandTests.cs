using System.Net;
using System.Net.Sockets;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Commands;

public sealed class RunCommandTests
{
    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(",")]
    public async Task a_process_without_a_role_is_refused_before_it_starts(string roles)
    {
        var run = await CommandLine.RunAsync("run", "--roles", roles);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Equal(["streaming: --roles names no role; allowed: scorer, api, trainer, console, cases, notifier"], run.ErrorLines);
    }

    [Theory]
    [InlineData("score --data {0} --out {0}/scores.csv --model")]
    [InlineData("models promote --why tried")]
    public async Task a_file_that_holds_no_model_is_named(string words)
    {
        using var folder = new TemporaryFolder("no-model");
        var path = folder.Below("notes.model");
        File.WriteAllText(path, "no model");
        var run = await CommandLine.RunAsync([
            .. words.Split(' ').Select(word => word.Replace("{0}", folder.Path, StringComparison.Ordinal)),
            path,
        ]);
        Assert.Equal(ExitCodes.BadInput, run.ExitCode);
        Assert.Contains($"is '{path}': not a model artifact", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_address_that_another_program_has_is_told_with_its_setting()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var listen = new ListenOptions { Port = ((IPEndPoint)other.LocalEndpoint).Port };
        await using var app = HostApp.Build(listen, [], [], TimeProvider.System, metrics: Metrics.NewCustomRegistry());
        var failure = await Assert.ThrowsAsync<FailedException>(() => HostApp.StartAsync(app, listen, new(), CancellationToken.None));
        var said = $"Listen:Address and Listen:Port are 127.0.0.1:{listen.Port}: another program listens there";
        Assert.StartsWith(said, failure.Message, StringComparison.Ordinal);
    }
}
