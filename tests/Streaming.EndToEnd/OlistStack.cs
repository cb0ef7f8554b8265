using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Registry;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>
/// Everything that a shop runs, as processes on an Apache Kafka of its own: trained on half a year of the real orders, with the month after
/// it replayed. People have to sign in. Started by the first test that asks.
/// </summary>
public sealed partial class OlistStack : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("olist-stack");
    private LocalKafka? kafka;
    private EmbeddedRegistry? registry;
    private ConfluentRegistry? schemas;
    private IProducer<byte[], byte[]>? producer;
    private StreamingProcess? run;
    private Exception? failure;

    /// <summary>Of the console.</summary>
    public Uri? Address { get; private set; }

    /// <summary>With which the first person signs in, once.</summary>
    public Uri FirstLink { get; private set; } = null!;

    /// <summary>For commands beside it.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; private set; } = null!;

    /// <summary>Of the broker.</summary>
    public int KafkaProcessId => kafka!.ProcessId;

    /// <summary>Where messages go by mail; nobody listens there but a test that wants them.</summary>
    public int MailPort { get; } = FreePort();

    /// <param name="postgres">Gets a database.</param>
    public async Task StartAsync(PostgresFixture postgres)
    {
        await gate.WaitAsync();
        try
        {
            if (failure is not null)
                throw new InvalidOperationException($"the stack did not start for an earlier test: {failure.Message}", failure);
            if (Address is null)
                await StartOnceAsync(postgres);
        }
        catch (Exception fault) when (fault is not Xunit.Sdk.SkipException && Address is null)
        {
            failure ??= fault;
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Tells the shop's topic of a delivery; gives the moment at which the broker had it.</summary>
    public Task SendAsync(OrderDelivered order) =>
        SendAsync(
            Topics.OrderDelivered.Name,
            order.OrderId,
            context => new AvroSerializer<OrderDelivered>(schemas!).Serialize(order, context)
        );

    public Task SendAsync(ReviewSubmitted review) =>
        SendAsync(
            Topics.ReviewSubmitted.Name,
            review.OrderId,
            context => new AvroSerializer<ReviewSubmitted>(schemas!).Serialize(review, context)
        );

    public async ValueTask DisposeAsync()
    {
        run?.Dispose();
        producer?.Dispose();
        schemas?.Dispose();
        if (registry is not null)
            await registry.DisposeAsync();
        if (kafka is not null)
            await kafka.DisposeAsync();
        folder.Dispose();
        gate.Dispose();
    }

    private async Task StartOnceAsync(PostgresFixture postgres)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var olist = RealParts.RequireOlist();
        kafka = await LocalKafka.StartAsync(
            new KafkaBrokerOptions { DataFolder = folder.Below("kafka"), KafkaHome = RealParts.RequireKafkaHome() },
            NullLogger.Instance,
            TimeProvider.System,
            cancellation
        );
        var database = await postgres.CreateDatabaseAsync("olist");
        registry = await EmbeddedRegistry.StartAsync(database, NullLogger.Instance, cancellation: cancellation);
        schemas = new ConfluentRegistry(new SchemaRegistryConfig { Url = registry.Url });
        producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig { BootstrapServers = kafka.BootstrapServers, LingerMs = 0 }
        ).Build();
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database);
        Environment = new Dictionary<string, string?>
        {
            ["STREAMING__Accounts__SignIn"] = "required",
            ["STREAMING__Kafka__BootstrapServers"] = kafka.BootstrapServers,
            ["STREAMING__SchemaRegistry__Url"] = registry.Url,
            ["STREAMING__Postgres__Password"] = connection.Password,
            ["STREAMING__Postgres__ConnectionString"] = new Npgsql.NpgsqlConnectionStringBuilder(database)
            {
                Password = null,
            }.ConnectionString,
            ["STREAMING__Listen__Port"] = "0",
            ["STREAMING__Scorer__ArtifactCache"] = folder.Below("cache"),
            ["STREAMING__Scorer__HistoryFolder"] = folder.Below("histories"),
            ["STREAMING__Notifications__AllowPrivateAddresses"] = "true",
            ["STREAMING__Notifications__MailHost"] = "127.0.0.1",
            ["STREAMING__Notifications__MailPort"] = MailPort.ToString(CultureInfo.InvariantCulture),
            ["STREAMING__Notifications__MailEncryption"] = "none",
        };
        string past = folder.Below("past"),
            live = folder.Below("live"),
            model = folder.Below("a.model");
        OlistSlice.Write(olist, past, "2017-10", "2017-11", "2017-12", "2018-01", "2018-02", "2018-03");
        OlistSlice.Write(olist, live, "2018-04");
        await StreamingProcess.RunAsync(Environment, 0, "topics", "create");
        await StreamingProcess.RunAsync(Environment, 0, "train", "--data", past, "--out", model, "--json");
        await StreamingProcess.RunAsync(Environment, 0, "models", "promote", model, "--why", "the first one");
        run = new StreamingProcess(Environment, "run", "--roles", "scorer,console,cases,notifier");
        await StreamingProcess.RunAsync(Environment, 0, "replay", "--data", live);
        await Wait.Until(() => Listening().IsMatch(run.Error) && Link().IsMatch(run.Error), Patience);
        var address = new Uri(Listening().Match(run.Error).Groups[1].Value);
        FirstLink = new Uri(Link().Match(run.Error).Groups[1].Value);
        using var http = new HttpClient { BaseAddress = address };
        await Wait.Until(
            async () => (await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation)).IsSuccessStatusCode,
            Patience
        );
        Address = address;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task SendAsync(string topic, string orderId, Func<SerializationContext, byte[]> value) =>
        await producer!.ProduceAsync(
            topic,
            new Message<byte[], byte[]>
            {
                Key = Encoding.UTF8.GetBytes(orderId),
                Value = value(new SerializationContext(MessageComponentType.Value, topic)),
            }
        );

    [GeneratedRegex("Listening on (http://[^ :]+:[0-9]+)")]
    private static partial Regex Listening();

    [GeneratedRegex("within 24 hours: (http[^ \\s]+)")]
    private static partial Regex Link();
}
