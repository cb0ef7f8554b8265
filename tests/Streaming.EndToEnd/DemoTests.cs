using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The main job in one process, judged by its own books.</summary>
public sealed class DemoTests
{
    private const string Balanced = "Every delivery is accounted for, and every live score equals the batch score.";

    [Fact]
    public async Task a_demo_on_the_mock_cluster_balances_its_books()
    {
        var output = await DemoAsync(kafkaHome: null);

        Assert.Contains(Balanced, Unwrapped(output), StringComparison.Ordinal);
        Assert.Contains("at least once", Unwrapped(output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_demo_on_apache_kafka_balances_its_books()
    {
        var output = await DemoAsync(RealParts.RequireKafkaHome());

        Assert.Contains(Balanced, Unwrapped(output), StringComparison.Ordinal);
        Assert.Contains("exactly once", Unwrapped(output), StringComparison.Ordinal);
    }

    private static async Task<string> DemoAsync(string? kafkaHome)
    {
        using var folder = new TemporaryFolder("demo");
        var environment = new Dictionary<string, string?> { ["KAFKA_HOME"] = kafkaHome, ["STREAMING__Embedded__DataFolder"] = folder.Path };
        return await StreamingProcess.RunAsync(environment, 0, "demo", "--once", "--orders", "3000", "--live-share", "0.2");
    }

    /// <summary>Redirected output is wrapped at 80 columns.</summary>
    private static string Unwrapped(string output) =>
        string.Join(' ', output.Split((char[])['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries));
}
