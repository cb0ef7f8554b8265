using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

public sealed class KafkaBrokersTests : IDisposable
{
    private readonly TemporaryFolder folder = new("brokers");

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task without_a_distribution_the_mock_runs(string? home)
    {
        await using var broker = await StartAsync(home);
        Assert.IsType<MockKafka>(broker);
    }

    [Fact]
    public async Task a_folder_that_is_no_distribution_is_refused_by_name_not_replaced_by_the_mock()
    {
        var refusal = await Assert.ThrowsAsync<EmbeddedPartException>(() => StartAsync(folder.Path));
        Assert.Contains($"'{folder.Path}'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("KAFKA_HOME", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_java_home_without_java_is_refused_with_the_remedy()
    {
        var refusal = Assert.Throws<EmbeddedPartException>(() => KafkaDistribution.RequireJava(folder.Path));
        Assert.Contains(folder.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("apt-get install openjdk-17-jre-headless", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_broker_that_ends_while_starting_is_reported_with_the_end_of_its_log()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs a shell");
        Directory.CreateDirectory(folder.Below("home", "bin"));
        foreach (
            var (script, text) in new[] { ("kafka-storage.sh", "exit 0"), ("kafka-server-start.sh", "echo the disk is on fire; exit 3") }
        )
        {
            var path = folder.Below("home", "bin", script);
            await File.WriteAllTextAsync(path, $"#!/bin/sh\n{text}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        var refusal = await Assert.ThrowsAsync<EmbeddedPartException>(() => StartAsync(folder.Below("home")));
        Assert.Contains("exit code 3", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("the disk is on fire", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_data_folder_with_a_comma_is_refused()
    {
        Directory.CreateDirectory(folder.Below("home", "bin"));
        foreach (var script in (string[])["kafka-storage.sh", "kafka-server-start.sh"])
            await File.WriteAllTextAsync(folder.Below("home", "bin", script), "");
        var options = new KafkaBrokerOptions { DataFolder = folder.Below("a,b"), KafkaHome = folder.Below("home") };
        var refusal = await Assert.ThrowsAsync<EmbeddedPartException>(() =>
            KafkaBrokers.StartAsync(options, NullLogger.Instance, TimeProvider.System)
        );
        Assert.Contains("a,b", refusal.Message, StringComparison.Ordinal);
    }

    private Task<IKafkaBroker> StartAsync(string? home) =>
        KafkaBrokers.StartAsync(
            new KafkaBrokerOptions
            {
                DataFolder = folder.Below("data"),
                KafkaHome = home,
                StopTimeout = TimeSpan.FromSeconds(2),
            },
            NullLogger.Instance,
            TimeProvider.System
        );
}
