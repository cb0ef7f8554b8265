using System.Net;
using System.Net.Sockets;
using Streaming.Testing;
using Xunit;

namespace Streaming.Compose.Tests;

/// <summary>What somebody reads who starts the stack without what it needs.</summary>
[Collection(nameof(OneStackAtATime))]
public sealed class WrongStartTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private Stack stack = null!;

    public async ValueTask InitializeAsync()
    {
        await Docker.RequireAsync();
        stack = new Stack(await Networks.FreeAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (stack is not null)
            await stack.DisposeAsync();
    }

    [Fact]
    public async Task who_has_prepared_nothing_is_told_what_to_run()
    {
        stack.Choose("SECRETS", null);

        var (exitCode, _, error) = await stack.AskComposeAsync("up", "--detach");

        Assert.NotEqual(0, exitCode);
        Assert.Contains("SECRETS is missing a value: run compose/prepare.sh first", error, StringComparison.Ordinal);
        stack.Choose("SECRETS", stack.Below("secrets"));
    }

    [Fact]
    public async Task a_secret_that_is_not_there_is_named_with_its_path()
    {
        File.Delete(stack.PasswordFile);

        var (exitCode, _, error) = await stack.AskComposeAsync("up", "--detach", "--no-build", "postgres");

        Assert.NotEqual(0, exitCode);
        Assert.Contains(stack.PasswordFile, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_port_that_is_taken_is_named()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        stack.Choose("POSTGRES_PORT", $"{port}");

        var (exitCode, _, error) = await stack.AskComposeAsync("up", "--detach", "--no-build", "postgres");

        Assert.NotEqual(0, exitCode);
        Assert.Contains($"127.0.0.1:{port}", error, StringComparison.Ordinal);
        Assert.Contains("address already in use", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_password_that_is_not_the_databases_stops_the_migration_in_words()
    {
        await stack.ComposeAsync("build", "migrate");
        await stack.ComposeAsync("up", "--detach", "--wait", "--no-build", "postgres");
        await stack.ComposeAsync("rm", "--stop", "--force", "postgres"); // the volume keeps the first password
        stack.SetPassword("another one");

        var (exitCode, _, _) = await stack.AskComposeAsync("up", "--detach", "--no-build", "migrate");
        Assert.Equal(0, exitCode);
        var said = await Wait.For(
            () => stack.ComposeAsync("logs", "--no-log-prefix", "migrate"),
            text => text.Contains("password", StringComparison.Ordinal),
            Patience
        );

        Assert.Contains("password authentication failed for user \"streaming\"", said, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("another one", said, StringComparison.Ordinal);
    }
}
