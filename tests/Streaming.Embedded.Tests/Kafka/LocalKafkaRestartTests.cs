using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Kafka;

/// <summary>What a real broker's data folder survives.</summary>
public sealed class LocalKafkaRestartTests : IDisposable
{
    private const string Topic = "kept";
    private readonly TemporaryFolder folder = new("kafka-restart");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task records_and_identity_survive_kill_9_and_a_broker_left_behind_by_a_killed_parent()
    {
        string clusterId;
        string firstAddress;
        await using (var first = await StartAsync())
        {
            (clusterId, firstAddress) = (first.ClusterId, first.BootstrapServers);
            await first.EnsureTopicsAsync([KafkaClients.Topic(Topic)], 1);
            using (var producer = new KafkaClients(first).Producer())
                await producer.ProduceAsync(Topic, KafkaClients.Record("key", 42));
            using var broker = Process.GetProcessById(first.ProcessId);
            broker.Kill();
            await broker.WaitForExitAsync();
        }

        using var leftover = LeaveRunning();
        await Wait.Until(() => LogSays("Kafka Server started", times: 2), TimeSpan.FromSeconds(60));
        await using var second = await StartAsync();
        Assert.True(leftover.WaitForExit(TimeSpan.FromSeconds(5)), "The broker that was left behind still runs");
        Assert.Equal(clusterId, second.ClusterId);
        Assert.NotEqual(firstAddress, second.BootstrapServers);
        using var consumer = new KafkaClients(second).Consumer("unused");
        consumer.Assign(new TopicPartitionOffset(Topic, 0, 0));
        Assert.Equal([42], KafkaClients.ReadToEnd(consumer, TimeSpan.FromSeconds(30)));

        var refusal = await Assert.ThrowsAsync<EmbeddedPartException>(StartAsync);
        Assert.Contains("in use by another running program", refusal.Message, StringComparison.Ordinal);
    }

    private Task<LocalKafka> StartAsync() =>
        LocalKafka.StartAsync(
            new KafkaBrokerOptions { DataFolder = folder.Path, KafkaHome = RealParts.RequireKafkaHome() },
            NullLogger.Instance,
            TimeProvider.System
        );

    /// <summary>What a parent killed with -9 leaves: a broker at work, its id in the folder, and nobody who holds the folder.</summary>
    private Process LeaveRunning()
    {
        var data = new KafkaFolder(folder.Path);
        var kafka = KafkaDistribution.Open(RealParts.RequireKafkaHome());
        var process = Process.Start("/bin/sh", ["-c", "exec \"$0\" \"$1\" >>\"$2\" 2>&1", kafka.ServerStart, data.Settings, data.Output]);
        data.RecordProcess(process.Id);
        return process;
    }

    private bool LogSays(string text, int times) => File.ReadAllText(new KafkaFolder(folder.Path).Output).Split(text).Length > times;
}
