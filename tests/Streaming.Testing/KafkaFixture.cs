using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Rules;
using Streaming.Embedded.Kafka;
using Xunit;

namespace Streaming.Testing;

/// <summary>
/// One real Kafka for all tests of an assembly: <c>[assembly: AssemblyFixture(typeof(KafkaFixture))]</c>. From KAFKA_HOME, else a container
/// where an engine answers; where neither is there the asking test is skipped. Started by the first test that asks, so that pure
/// tests wait for nothing. Tests keep apart by names: <see cref="Unique.Name"/>.
/// </summary>
public sealed class KafkaFixture : IAsyncDisposable
{
    /// <summary>The container that stands in where no distribution is installed: the stack's own.</summary>
    public const string Image = "apache/kafka:4.1.0";

    /// <summary>Everything is allowed until a test forbids something on a topic of its own.</summary>
    private static readonly Dictionary<string, string> Authorizer = new()
    {
        ["authorizer.class.name"] = "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        ["allow.everyone.if.no.acl.found"] = "true",
    };

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("kafka");
    private LocalKafka? local;
    private IAsyncDisposable? container;
    private string? bootstrapServers;
    private string? lack;
    private Exception? failure;

    /// <summary>HOST:PORT of the running broker; starts it when it does not run yet, skips the test when none can be had.</summary>
    public async Task<string> BootstrapServersAsync()
    {
        await gate.WaitAsync();
        try
        {
            if (failure is not null)
                throw new InvalidOperationException($"Kafka did not start for an earlier test: {failure.Message}", failure);
            if (bootstrapServers is null && lack is null)
            {
                lack = RealParts.KafkaHome is null ? await ContainerEngine.LackAsync() : null;
                if (lack is null)
                    await StartAsync();
            }
        }
        finally
        {
            gate.Release();
        }

        Assert.SkipWhen(bootstrapServers is null, $"{RealParts.KafkaVariable} names no Kafka, and {lack}");
        return bootstrapServers!;
    }

    /// <summary>The broker itself, for tests that look at it; skips the test when it is a container or none can be had.</summary>
    public async Task<IKafkaBroker> LocalBrokerAsync()
    {
        RealParts.RequireKafkaHome();
        await BootstrapServersAsync();
        return local!;
    }

    /// <summary>Creates a topic with a name of its own; gives the name.</summary>
    public async Task<string> CreateTopicAsync(string stem, int partitions = 1)
    {
        var name = Unique.Name(stem);
        await CreateTopicsAsync([new Topic(name, "", null, TopicCleanup.Delete, null, false, null, partitions)], partitions);
        return name;
    }

    /// <summary>Creates those of the topics that are missing.</summary>
    public async Task CreateTopicsAsync(IEnumerable<Topic> topics, int partitions) =>
        await TopicCreation.EnsureAsync(await BootstrapServersAsync(), topics, partitions, TopicCreation.SingleReplica);

    public async ValueTask DisposeAsync()
    {
        if (local is not null)
            await local.DisposeAsync();
        if (container is not null)
            await container.DisposeAsync();
        folder.Dispose();
        gate.Dispose();
    }

    private async Task StartAsync()
    {
        try
        {
            if (RealParts.KafkaHome is { } home)
            {
                local = await LocalKafka.StartAsync(
                    new KafkaBrokerOptions
                    {
                        DataFolder = folder.Path,
                        KafkaHome = home,
                        FurtherSettings = Authorizer,
                    },
                    NullLogger.Instance,
                    TimeProvider.System
                );
                bootstrapServers = local.BootstrapServers;
            }
            else
            {
                (container, bootstrapServers) = await KafkaInContainer.StartAsync(Image, Authorizer);
            }
        }
        catch (Exception reason)
        {
            failure = reason;
            throw;
        }
    }
}
