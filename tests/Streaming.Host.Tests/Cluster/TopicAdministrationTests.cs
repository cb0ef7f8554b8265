using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Host.Cluster;
using Streaming.Host.Configuration;
using Streaming.Host.Tests.Commands;
using Streaming.Host.Tests.Configuration;
using Streaming.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(KafkaFixture))]

namespace Streaming.Host.Tests.Cluster;

public sealed class TopicAdministrationTests(KafkaFixture kafka)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task creates_what_is_missing_as_the_table_says_and_nothing_twice()
    {
        var servers = await kafka.BootstrapServersAsync();
        await kafka.CreateTopicsAsync([Topics.ScoringWindows with { Retention = TimeSpan.FromDays(1) }], 2);
        using var administration = new TopicAdministration(new KafkaOptions { BootstrapServers = servers, Partitions = 3 }, Timeout);

        var made = await administration.CreateMissingAsync();
        Assert.Equal(Topics.All.Except([Topics.ScoringWindows]), made);

        var rows = await Wait.For(administration.ListAsync, r => r.All(t => t.Partitions is not null), Timeout);
        Assert.Equal(Topics.All, rows.Select(r => r.Topic));
        Assert.Equal(1, rows.Single(r => r.Topic == Topics.ModelPromotions).Partitions);
        Assert.Equal(3, rows.Single(r => r.Topic == Topics.OrderDelivered).Partitions);
        foreach (var (topic, _, differences, _) in rows)
            Assert.Equal(topic == Topics.ScoringWindows ? ["retention.ms is 86400000, not 7776000000"] : [], differences!);

        Assert.Empty(await administration.CreateMissingAsync());
    }

    [Fact]
    public async Task a_broker_without_admin_requests_is_listed_but_creates_nothing()
    {
        await using var mock = MockKafka.Start();
        using var folder = new SettingsFolder();
        var list = await CommandLine.RunAsync("topics", "list", "--config", folder.Path, "--bootstrap", mock.BootstrapServers);
        Assert.Equal((ExitCodes.Ok, ""), (list.ExitCode, list.Error));
        Assert.All(Topics.All, topic => Assert.Contains(topic.Name, list.Output, StringComparison.Ordinal));
        Assert.Contains("missing", list.Output, StringComparison.Ordinal);

        var create = await CommandLine.RunAsync("topics", "create", "--config", folder.Path, "--bootstrap", mock.BootstrapServers);
        Assert.Equal(ExitCodes.Failed, create.ExitCode);
        Assert.Contains("took no admin request within", Assert.Single(create.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_broker_that_is_not_there_is_named()
    {
        using var administration = new TopicAdministration(new KafkaOptions { BootstrapServers = "127.0.0.1:1" }, TimeSpan.FromSeconds(1));
        var failure = await Assert.ThrowsAsync<FailedException>(administration.ListAsync);
        Assert.StartsWith("Kafka:BootstrapServers is '127.0.0.1:1': no connection within 1 s", failure.Message, StringComparison.Ordinal);
    }
}
