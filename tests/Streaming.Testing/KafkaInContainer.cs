using System.Globalization;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;

namespace Streaming.Testing;

/// <summary>
/// A broker that is its own controller, in a container, set as the stack sets it. Testcontainers has a builder of its own for Kafka: it
/// waits for a line that the broker logs at some levels only.
/// </summary>
internal static class KafkaInContainer
{
    private const int Port = 9092;

    /// <summary>Starts it and waits until it answers.</summary>
    /// <param name="image">Apache's image.</param>
    /// <param name="furtherSettings">Settings of the broker, named as in its properties.</param>
    /// <returns>The container, and where it is reached.</returns>
    public static async Task<(IContainer Container, string BootstrapServers)> StartAsync(
        string image,
        IReadOnlyDictionary<string, string> furtherSettings
    )
    {
        // Chosen before the start: the broker has to be told under which address clients reach it.
        var published = ServerProcess.FreePort();
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{published}");
        var settings = new Dictionary<string, string>(furtherSettings)
        {
            ["node.id"] = "1",
            ["process.roles"] = "broker,controller",
            ["controller.quorum.voters"] = "1@localhost:9094",
            ["controller.listener.names"] = "CONTROLLER",
            ["listeners"] = $"PUBLISHED://:{Port},INTERNAL://:9093,CONTROLLER://:9094",
            ["advertised.listeners"] = $"PUBLISHED://{address},INTERNAL://localhost:9093",
            ["listener.security.protocol.map"] = "PUBLISHED:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
            ["inter.broker.listener.name"] = "INTERNAL",
            ["offsets.topic.replication.factor"] = "1",
            ["transaction.state.log.replication.factor"] = "1",
            ["transaction.state.log.min.isr"] = "1",
            ["group.initial.rebalance.delay.ms"] = "0",
        };
        var container = settings
            .Aggregate(new ContainerBuilder(image), (builder, setting) => builder.WithEnvironment(Variable(setting.Key), setting.Value))
            .WithPortBinding(published, Port)
            .WithWaitStrategy(DotNet.Testcontainers.Builders.Wait.ForUnixContainer().UntilMessageIsLogged("Kafka Server started"))
            .Build();
        try
        {
            await container.StartAsync();
            return (container, address);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    private static string Variable(string setting) => "KAFKA_" + setting.ToUpperInvariant().Replace('.', '_');
}
