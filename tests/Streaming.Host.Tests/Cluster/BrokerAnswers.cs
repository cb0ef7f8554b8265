using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Cluster;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

/// <summary>What commands and readiness say of a broker, from the settings that lead to it.</summary>
internal static class BrokerAnswers
{
    private static readonly TimeSpan CommandPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ReadinessPatience = TimeSpan.FromSeconds(20);

    /// <summary>Both name the setting and no secret.</summary>
    public static async Task AssertNameAsync(KafkaOptions options, string setting)
    {
        using var administration = new TopicAdministration(options, CommandPatience);
        var asking = Assert.ThrowsAsync<FailedException>(() => Task.Run(administration.ListAsync)); // tries as long as its patience lasts

        using var brokers = new BrokerHealthCheck(options.ToClientConfig());
        var answer = await Wait.For(
            () => brokers.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken),
            result => result.Description!.Contains(setting, StringComparison.Ordinal),
            ReadinessPatience
        );
        Assert.Equal(HealthStatus.Unhealthy, answer.Status);

        var failure = await asking;
        Assert.True(failure.Message.Contains(setting, StringComparison.Ordinal), failure.Message);
        Assert.DoesNotContain("-secret", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The settings are right, and the broker takes them.</summary>
    public static async Task AssertConnectsAsync(KafkaOptions options)
    {
        Assert.Empty(options.Broken());
        using var brokers = new BrokerHealthCheck(options.ToClientConfig());
        await Wait.For(
            () => brokers.CheckHealthAsync(new HealthCheckContext(), TestContext.Current.CancellationToken),
            result => result.Status == HealthStatus.Healthy,
            ReadinessPatience
        );
    }
}
