using Streaming.Contracts;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Registry;

namespace Streaming.Host.Demo;

/// <summary>PostgreSQL, Kafka and the schema registry of one process, started in the order in which they need each other and stopped in
/// reverse.</summary>
internal sealed class EmbeddedParts : IAsyncDisposable
{
    /// <summary>Enough to show that partitions change nothing, few enough for one small machine.</summary>
    private const int Partitions = 3;

    private EmbeddedParts(EmbeddedPostgres postgres, IKafkaBroker kafka, EmbeddedRegistry registry)
    {
        Postgres = postgres;
        Kafka = kafka;
        Registry = registry;
    }

    public EmbeddedPostgres Postgres { get; }

    public IKafkaBroker Kafka { get; }

    public EmbeddedRegistry Registry { get; }

    /// <summary>Starts all three. PostgreSQL keeps its data in the folder; a real Kafka starts with empty topics, because every demo
    /// replays the same orders.</summary>
    public static async Task<EmbeddedParts> StartAsync(string dataFolder, ILoggerFactory logs, TimeProvider clock, CancellationToken stop)
    {
        var started = new Stack<IAsyncDisposable>();
        try
        {
            var postgres = await EmbeddedPostgres
                .StartAsync(
                    new EmbeddedPostgresOptions { DataFolder = Path.Combine(dataFolder, "postgres") },
                    logs.CreateLogger<EmbeddedPostgres>(),
                    clock,
                    stop
                )
                .ConfigureAwait(false);
            started.Push(postgres);
            var kafkaFolder = Path.Combine(dataFolder, "kafka");
            var kafka = await KafkaBrokers
                .StartAsync(
                    new KafkaBrokerOptions { DataFolder = kafkaFolder, FreshLog = true },
                    logs.CreateLogger("Streaming.Embedded.Kafka"),
                    clock,
                    stop
                )
                .ConfigureAwait(false);
            started.Push(kafka);
            await kafka.EnsureTopicsAsync(Topics.All, Partitions, stop).ConfigureAwait(false);
            var registry = await EmbeddedRegistry
                .StartAsync(postgres.ConnectionString, logs.CreateLogger<EmbeddedRegistry>(), cancellation: stop)
                .ConfigureAwait(false);
            return new EmbeddedParts(postgres, kafka, registry);
        }
        catch
        {
            while (started.TryPop(out var part))
                await part.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync().ConfigureAwait(false);
        await Kafka.DisposeAsync().ConfigureAwait(false);
        await Postgres.DisposeAsync().ConfigureAwait(false);
    }
}
