using System.Text.Json;
using Confluent.Kafka;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Streaming.Contracts;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Operations.Tests.Traces;
using Streaming.Testing;
using Xunit;

namespace Streaming.Operations.Tests.Demo;

/// <summary>The program with every role that a demo has, on embedded parts, while it scores: what operators watch.</summary>
public sealed class RunningDemo : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly TemporaryFolder folder = new("operations");
    private StreamingProcess? process;

    /// <summary>Gets its traces.</summary>
    internal Collector Collector { get; private set; } = null!;

    /// <summary>Connection string with the password.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Of its cluster.</summary>
    public ClientConfig Client { get; private set; } = null!;

    public ISchemaRegistry Registry { get; private set; } = null!;

    /// <summary>Of its pages.</summary>
    public Uri Console { get; private set; } = null!;

    /// <summary>What /metrics says, once orders were scored and cases were opened.</summary>
    public Exposition Metrics { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Collector = await Collector.StartAsync(HttpProtocols.Http1);
        process = new StreamingProcess(
            new Dictionary<string, string?>
            {
                ["KAFKA_HOME"] = null,
                ["STREAMING__Embedded__DataFolder"] = folder.Path,
                ["STREAMING__Listen__Port"] = "0",
                ["STREAMING__Notifications__AllowPrivateAddresses"] = "true",
                ["STREAMING__Tracing__Endpoint"] = Collector.Address.ToString(),
                ["STREAMING__Tracing__Protocol"] = "http_protobuf",
                ["STREAMING__Tracing__SampledShare"] = "1",
            },
            "demo",
            "--orders",
            "3000",
            "--live-share",
            "0.2",
            "--days-per-second",
            "30"
        );
        var parts = await Wait.For(PartsAsync, found => found is not null, Patience, "the demo says where its parts are");
        Console = new Uri(Text("console"));
        Database = Text("postgres");
        Client = new ClientConfig { BootstrapServers = Text("bootstrap_servers") };
        Registry = new ConfluentRegistry(new SchemaRegistryConfig { Url = Text("schema_registry") });
        Metrics = await Wait.For(ScrapeAsync, IsBusy, Patience, "orders are scored, cases opened, checks told");

        string Text(string key) => parts!.RootElement.GetProperty(key).GetString()!;
    }

    /// <summary>What a topic holds; waits for the first record.</summary>
    internal Task<List<ConsumeResult<byte[], byte[]>>> RecordsAsync(Topic topic) =>
        Wait.For(() => Task.Run(() => Read(topic.Name)), found => found.Count > 0, Patience, $"a record of {topic.Name}");

    public async Task<Exposition> ScrapeAsync()
    {
        using var client = new HttpClient();
        return new Exposition(await client.GetStringAsync(new Uri(Console, "metrics"), TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
            await process.StopAsync();
        process?.Dispose();
        await Collector.DisposeAsync();
        folder.Dispose();
    }

    private List<ConsumeResult<byte[], byte[]>> Read(string topic)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(Client.ForReading("operations")).Build();
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var left = admin.GetMetadata(topic, Patience).Topics.Single().Partitions.Count;
        consumer.Assign(Enumerable.Range(0, left).Select(partition => new TopicPartitionOffset(topic, partition, Offset.Beginning)));
        var found = new List<ConsumeResult<byte[], byte[]>>();
        while (left > 0 && consumer.Consume(Patience) is { } record)
        {
            if (record.IsPartitionEOF)
                left--;
            else
                found.Add(record);
        }

        return found;
    }

    private static bool IsBusy(Exposition metrics) =>
        metrics.Sum("predictions_total") > 0
        && metrics.Sum("cases_events_total") > 0
        && metrics.Sum("console_projected_records_total") > 0
        && metrics.Sum("health_check_passes") > 0;

    private async Task<JsonDocument?> PartsAsync()
    {
        if (process!.HasExited)
            throw new InvalidOperationException($"the demo has ended: {process.Output}\n{process.Error}");
        var file = Path.Combine(folder.Path, "demo.json");
        return File.Exists(file) ? JsonDocument.Parse(await File.ReadAllTextAsync(file)) : null;
    }
}
