using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Host.Health;
using Xunit;

namespace Streaming.Host.Tests.Health;

public sealed class BoundedHealthCheckTests
{
    [Fact]
    public async Task a_check_that_waits_or_blocks_is_not_ready_and_holds_nothing_up()
    {
        var outcomes = await Task.WhenAll(AskAsync(new Hanging()), AskAsync(new Blocking()));
        Assert.All(
            outcomes,
            outcome => Assert.Equal((HealthStatus.Unhealthy, "no answer within 0.1 s"), (outcome.Status, outcome.Description))
        );
    }

    private static Task<HealthCheckResult> AskAsync(IHealthCheck check) =>
        new BoundedHealthCheck(check, TimeSpan.FromMilliseconds(100), TimeProvider.System, NullLogger.Instance).CheckHealthAsync(
            new HealthCheckContext(),
            CancellationToken.None
        );

    private sealed class Hanging : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }

    /// <summary>Holds its thread for longer than the limit, as a native client does.</summary>
    private sealed class Blocking : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            using var never = new ManualResetEventSlim();
            never.Wait(TimeSpan.FromSeconds(2), CancellationToken.None);
            return Task.FromResult(HealthCheckResult.Healthy());
        }
    }
}
