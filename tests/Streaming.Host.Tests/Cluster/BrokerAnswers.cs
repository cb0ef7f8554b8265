using Streaming.Host.Cluster;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
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

        using var readiness = new BrokerReadiness(options.ToClientConfig());
        var answer = await Wait.For(
            async () => await readiness.CheckAsync(TestContext.Current.CancellationToken),
            result => result.Detail.Contains(setting, StringComparison.Ordinal),
            ReadinessPatience
        );
        Assert.False(answer.Ready);

        var failure = await asking;
        Assert.True(failure.Message.Contains(setting, StringComparison.Ordinal), failure.Message);
        Assert.DoesNotContain("-secret", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The settings are right, and the broker takes them.</summary>
    public static async Task AssertConnectsAsync(KafkaOptions options)
    {
        Assert.Empty(options.Broken());
        using var readiness = new BrokerReadiness(options.ToClientConfig());
        await Wait.For(
            async () => await readiness.CheckAsync(TestContext.Current.CancellationToken),
            result => result.Ready,
            ReadinessPatience
        );
    }
}
