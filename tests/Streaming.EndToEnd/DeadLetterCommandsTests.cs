using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Registry;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Testing;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>Dead letters as an operator deals with them, on a Kafka of its own, while the scorer runs.</summary>
public sealed partial class DeadLetterCommandsTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly LocalTime Delivered = LocalTime.Parse("2018-06-01 12:00:00");

    [Fact]
    public async Task a_parked_order_is_found_looked_at_tried_and_released_and_only_once()
    {
        using var folder = new TemporaryFolder("letters");
        await using var kafka = await LocalKafka.StartAsync(
            new KafkaBrokerOptions { DataFolder = folder.Below("kafka"), KafkaHome = RealParts.RequireKafkaHome() },
            NullLogger.Instance,
            TimeProvider.System
        );
        var database = await postgres.CreateDatabaseAsync("letters");
        await using var registry = await EmbeddedRegistry.StartAsync(
            database,
            NullLogger.Instance,
            cancellation: TestContext.Current.CancellationToken
        );
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database);
        var environment = new Dictionary<string, string?>
        {
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
        };
        string data = folder.Below("data"),
            model = folder.Below("a.model");
        await StreamingProcess.RunAsync(environment, 0, "topics", "create");
        await StreamingProcess.RunAsync(environment, 0, "generate", "--orders", "2000", "--seed", "3", "--out", data);
        await StreamingProcess.RunAsync(environment, 0, "train", "--data", data, "--out", model, "--json");
        await StreamingProcess.RunAsync(environment, 0, "models", "promote", model, "--why", "the first one");
        using var run = new StreamingProcess(environment, "run", "--roles", "scorer,console");
        await SendAsync(kafka.BootstrapServers, registry.Url);

        await Wait.Until(async () => (await ListAsync(environment)).GetProperty("dead_letters").GetInt32() == 2, Patience);
        var shown = await StreamingProcess.RunAsync(environment, 0, "deadletters", "show", "--order", "parked");
        var tried = await StreamingProcess.RunAsync(
            environment,
            0,
            "deadletters",
            "redrive",
            "--all",
            "--dry-run",
            "--discard-invalid",
            "--why",
            "a try"
        );
        var refused = await StreamingProcess.RunAsync(environment, 1, "deadletters", "redrive", "--all", "--why", "hope");
        using var pages = new HttpClient { BaseAddress = new Uri(Address().Match(run.Error + run.Output).Groups[1].Value) };
        var triedOnPage = await ReleaseAsync(pages, "Try");
        var done = await ReleaseAsync(pages, "Release");
        var stream = await Wait.For(
            () => pages.GetStringAsync(new Uri("/stream", UriKind.Relative)),
            page => page.Contains("0 orders wait for a release; 2 dead letters in all", StringComparison.Ordinal),
            Patience
        );
        var trail = await StreamingProcess.RunAsync(environment, 0, "audit", "trail");
        var again = await StreamingProcess.RunAsync(environment, 0, "deadletters", "redrive", "--order", "parked", "--why", "once more");

        Assert.Contains("\"customer_id\": \"(masked)\"", shown, StringComparison.Ordinal);
        Assert.Contains("2 dead letters would be released through offset 1", tried, StringComparison.Ordinal);
        Assert.Contains("stays parked: offset 0 is still invalid: empty: ", refused, StringComparison.Ordinal);
        Assert.Contains("1 order would be released, 0 would stay, 1 letter given up", triedOnPage, StringComparison.Ordinal);
        Assert.Contains("2 dead letters released through offset 1", done, StringComparison.Ordinal);
        Assert.DoesNotContain("<span class=\"quiet\">not known</span>", stream, StringComparison.Ordinal); // every partition has its scorer
        Assert.Contains("1 order released, 0 still parked", trail.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Matches(
            @"parked: nothing is parked: released through offset 1 at .* UTC by .* \(the first one was noise\), 1 scored, 1 discarded",
            again
        );
        Assert.All(
            (await ListAsync(environment)).GetProperty("shown").EnumerateArray(),
            row => Assert.Equal("released", row.GetProperty("state").GetString())
        );
        Assert.Equal(0, await run.StopAsync());
    }

    /// <summary>Sends the form of the page and waits for the end.</summary>
    private static async Task<string> ReleaseAsync(HttpClient pages, string handler)
    {
        var address = new Uri("/deadletters?order=parked", UriKind.Relative);
        var page = await Wait.For(
            () => pages.GetStringAsync(address),
            shown => shown.Contains("Release 1 order<", StringComparison.Ordinal),
            Patience
        );
        var fields = Fields().Matches(page).ToDictionary(field => field.Groups[1].Value, field => field.Groups[2].Value);
        (fields["discard"], fields["why"]) = ("true", "the first one was noise");
        using var answer = await pages.PostAsync(
            new Uri($"/deadletters?order=parked&handler={handler}", UriKind.Relative),
            new FormUrlEncodedContent(fields)
        );
        var name = handler == "Try" ? "Trial" : "Release";
        return await Wait.For(
            () => pages.GetStringAsync(address),
            shown => shown.Contains($"{name} of order parked</strong> ended", StringComparison.Ordinal),
            Patience
        );
    }

    [GeneratedRegex("Listening on (http://[^ :]+:[0-9]+)")]
    private static partial Regex Address();

    [GeneratedRegex("name=\"(form|__RequestVerificationToken)\"(?: type=\"hidden\")? value=\"([^\"]+)\"")]
    private static partial Regex Fields();

    private static async Task<JsonElement> ListAsync(Dictionary<string, string?> environment)
    {
        using var list = JsonDocument.Parse(await StreamingProcess.RunAsync(environment, 0, "deadletters", "list", "--json"));
        return list.RootElement.Clone();
    }

    /// <summary>Noise under an order's key, then the order's delivery.</summary>
    private static async Task SendAsync(string servers, string registryUrl)
    {
        using var registry = new ConfluentRegistry(new SchemaRegistryConfig { Url = registryUrl });
        using var producer = new ProducerBuilder<byte[], byte[]>(new ProducerConfig { BootstrapServers = servers }).Build();
        var key = Encoding.UTF8.GetBytes("parked");
        var order = new AvroSerializer<OrderDelivered>(registry).Serialize(
            Order("parked"),
            new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name)
        );
        foreach (var value in new[] { [9], order })
            await producer.ProduceAsync(Topics.OrderDelivered.Name, new Message<byte[], byte[]> { Key = key, Value = value });
    }

    private static OrderDelivered Order(string id) =>
        new()
        {
            EventId = "delivered:" + id,
            RecordedAt = Delivered,
            OrderId = id,
            CustomerId = "customer",
            PurchasedAt = Delivered.AddMilliseconds(-5 * LocalTime.MillisecondsPerDay),
            DeliveredAt = Delivered,
            Items = [],
            Payments = [],
        };
}
