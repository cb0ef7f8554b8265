using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Roles;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>What only answers or shows does not end what scores.</summary>
public sealed class SupervisedRoleTests
{
    private readonly CollectorRegistry collected = Metrics.NewCustomRegistry();

    [Fact]
    public async Task a_role_that_fails_is_begun_anew_and_says_so_until_it_runs_again()
    {
        using var stop = new CancellationTokenSource();
        var runs = 0;
        var running = new TaskCompletionSource();
        await using var role = Supervised(async token =>
        {
            if (++runs < 3)
                throw new ArgumentException("'no hash' is no SHA-256");
            running.SetResult();
            await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        var supervised = role.RunAsync(stop.Token);

        await Wait.Until(async () => (await ReadyAsync(role)).Status != HealthStatus.Healthy, TimeSpan.FromSeconds(40));
        Assert.Contains("ArgumentException: 'no hash' is no SHA-256", (await ReadyAsync(role)).Description, StringComparison.Ordinal);
        await running.Task;
        await Wait.Until(async () => (await ReadyAsync(role)).Status == HealthStatus.Healthy, TimeSpan.FromSeconds(40));
        await stop.CancelAsync();
        await supervised;

        Assert.Equal(3, runs);
        Assert.Contains("role_failures_total{role=\"console\"} 2", await TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task settings_that_a_role_refuses_end_the_process()
    {
        await using var role = Supervised(_ => throw new SettingsException(["Trainer:Schedule is 'x'"]));
        await Assert.ThrowsAsync<SettingsException>(() => role.RunAsync(CancellationToken.None));
    }

    [Fact]
    public async Task a_role_that_ends_by_itself_has_ended()
    {
        await using var role = Supervised(_ => Task.CompletedTask);
        await role.RunAsync(CancellationToken.None);
    }

    [Fact]
    public async Task a_stop_while_it_waits_to_begin_anew_is_a_stop()
    {
        using var stop = new CancellationTokenSource();
        await using var role = Supervised(_ => throw new InvalidOperationException("again"));
        var supervised = role.RunAsync(stop.Token);
        await Wait.Until(async () => (await ReadyAsync(role)).Status != HealthStatus.Healthy, TimeSpan.FromSeconds(40));
        await stop.CancelAsync();
        await supervised;
    }

    private SupervisedRole Supervised(Func<CancellationToken, Task> run) =>
        new(new Scripted(run), "console", new RoleMetrics(Metrics.WithCustomRegistry(collected)), TimeProvider.System, NullLogger.Instance)
        {
            FirstPause = TimeSpan.FromMilliseconds(300),
            LongestPause = TimeSpan.FromSeconds(1),
        };

    private static Task<HealthCheckResult> ReadyAsync(SupervisedRole role) =>
        role.CheckHealthAsync(new HealthCheckContext(), CancellationToken.None);

    private async Task<string> TextAsync()
    {
        using var text = new MemoryStream();
        await collected.CollectAndExportAsTextAsync(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed class Scripted(Func<CancellationToken, Task> run) : IRole
    {
        public IEnumerable<HealthCheckRegistration> Health => [];

        public Task RunAsync(CancellationToken stop) => run(stop);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
