using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Embedded.Kafka;
using Streaming.Embedded.Postgres;
using Streaming.Embedded.Registry;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Testing;

namespace Streaming.Benchmarks;

/// <summary>
/// From handing a red order to a producer until an open page of the cases shows it, and until a webhook has it, while the scorer works at a
/// fixed rate. The program runs as in service; the page is asked as its script asks: when the server says that something changed.
/// </summary>
internal static partial class AlertsToPeople
{
    private const int History = 20_000;
    private const int WarmUpSeconds = 10;
    private const string ProbePrefix = "probe-";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var home = RealParts.KafkaHome ?? throw new InvalidOperationException($"{RealParts.KafkaVariable} must name a distribution");
        var model = Path.Combine(options.DataFolder, "bench.model");
        Market.Artifact(options, stop);
        var ordinary = Market
            .Events(options with { Orders = History + 2 * options.Rate * (WarmUpSeconds + options.Seconds) }, stop)
            .Where(occurred => occurred.Delivery is not null)
            .Select(occurred => occurred.Delivery!)
            .ToList();
        using var folder = new TemporaryFolder("alerts");
        await using var kafka = await LocalKafka.StartAsync(
            new KafkaBrokerOptions { DataFolder = folder.Below("kafka"), KafkaHome = home },
            NullLogger.Instance,
            TimeProvider.System,
            stop
        );
        await using var postgres = await EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { DataFolder = folder.Below("postgres") },
            NullLogger.Instance,
            TimeProvider.System,
            stop
        );
        await using var registry = await EmbeddedRegistry.StartAsync(postgres.ConnectionString, NullLogger.Instance, cancellation: stop);
        var arrivals = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        await using var receiver = await ReceiveAsync(arrivals, stop);
        var environment = EnvironmentOf(kafka.BootstrapServers, registry.Url, postgres.ConnectionString, folder);
        await StreamingProcess.RunAsync(environment, 0, "topics", "create");
        await StreamingProcess.RunAsync(environment, 0, "models", "promote", model, "--why", "measurement");
        using var run = new StreamingProcess(environment, "run", "--roles", "scorer,console,cases,notifier");
        await Wait.Until(() => Listening().IsMatch(run.Error), Patience);
        using var pages = new HttpClient { BaseAddress = new Uri(Listening().Match(run.Error).Groups[1].Value) };
        await Wait.Until(
            async () => (await pages.GetAsync(new Uri("/health/ready", UriKind.Relative), stop)).IsSuccessStatusCode,
            Patience
        );
        await AddRuleAsync(pages, receiver.Urls.First() + "/hook", stop);

        using var schemas = new ConfluentRegistry(new SchemaRegistryConfig { Url = registry.Url });
        using var sender = new Sender(kafka.BootstrapServers, new AvroSerializer<OrderDelivered>(schemas));
        foreach (var order in ordinary.Take(History))
            sender.Send(order);
        var shown = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var closing = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var watching = WatchAsync(pages, shown, closing.Token);
        var sent = await Task.Run(() => PublishAsync(sender, ordinary.Skip(History), options, stop), stop);
        await Wait.Until(() => sent.Keys.All(shown.ContainsKey) && sent.Keys.All(arrivals.ContainsKey), Patience);
        await closing.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Say("visible on an open page", shown);
        Say("received by a webhook", arrivals);

        void Say(string what, ConcurrentDictionary<string, long> seen)
        {
            var milliseconds = sent.Where(probe => seen.ContainsKey(probe.Key))
                .Select(probe => Stopwatch.GetElapsedTime(probe.Value, seen[probe.Key]).TotalMilliseconds)
                .ToList();
            options.Say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"red order published to {what}, at {options.Rate:N0} orders/s: "
                        + $"p50 {Figures.Quantile(milliseconds, 0.5):0} ms, "
                        + $"p99 {Figures.Quantile(milliseconds, 0.99):0} ms, "
                        + $"longest {milliseconds.Max():0} ms ({milliseconds.Count} red orders)"
                )
            );
        }
    }

    private static Dictionary<string, string?> EnvironmentOf(string servers, string registry, string database, TemporaryFolder folder)
    {
        var connection = new Npgsql.NpgsqlConnectionStringBuilder(database);
        var password = connection.Password;
        connection.Password = null;
        return new Dictionary<string, string?>
        {
            ["STREAMING__Kafka__BootstrapServers"] = servers,
            ["STREAMING__SchemaRegistry__Url"] = registry,
            ["STREAMING__Postgres__Password"] = password,
            ["STREAMING__Postgres__ConnectionString"] = connection.ConnectionString,
            ["STREAMING__Listen__Port"] = "0",
            ["STREAMING__Scorer__ArtifactCache"] = folder.Below("cache"),
            ["STREAMING__Scorer__HistoryFolder"] = folder.Below("histories"),
            ["STREAMING__Notifications__AllowPrivateAddresses"] = "true",
        };
    }

    /// <summary>A web server that notes when it was told of which order.</summary>
    private static async Task<WebApplication> ReceiveAsync(ConcurrentDictionary<string, long> arrivals, CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost(
            "/hook",
            async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                Note(await reader.ReadToEndAsync(stop), arrivals);
            }
        );
        await app.StartAsync(stop);
        return app;
    }

    private static async Task AddRuleAsync(HttpClient pages, string address, CancellationToken stop)
    {
        var page = await pages.GetStringAsync(new Uri("/notifications", UriKind.Relative), stop);
        using var answer = await pages.PostAsync(
            new Uri("/notifications", UriKind.Relative),
            new FormUrlEncodedContent([
                new("__RequestVerificationToken", Token().Match(page).Groups[1].Value),
                new("Rule.Name", "bench"),
                new("Rule.Topics", "case.opened"),
                new("Rule.Tier", "RED"),
                new("Rule.OpenOnly", "true"),
                new("Rule.Kind", "Webhook"),
                new("Rule.Address", address),
                new("Rule.Secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            ]),
            stop
        );
        answer.EnsureSuccessStatusCode();
        if (!(await pages.GetStringAsync(new Uri("/notifications", UriKind.Relative), stop)).Contains("/hook", StringComparison.Ordinal))
            throw new InvalidOperationException("the rule was not taken");
    }

    /// <summary>What an open page does: it is told that something changed, and asks again.</summary>
    private static async Task WatchAsync(HttpClient pages, ConcurrentDictionary<string, long> shown, CancellationToken stop)
    {
        await using var changes = await pages.GetStreamAsync(new Uri("/events", UriKind.Relative), stop);
        using var reader = new StreamReader(changes);
        while (await reader.ReadLineAsync(stop) is { } line)
            if (line.StartsWith("data:", StringComparison.Ordinal))
                Note(await pages.GetStringAsync(new Uri("/cases?view=unassigned&tier=red", UriKind.Relative), stop), shown);
    }

    private static void Note(string text, ConcurrentDictionary<string, long> seen)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (Match probe in Probe().Matches(text))
            seen.TryAdd(probe.Value, now);
    }

    /// <summary>Ordinary orders evenly spaced, and a red one each second.</summary>
    private static Dictionary<string, long> PublishAsync(
        Sender sender,
        IEnumerable<OrderDelivered> ordinary,
        BenchmarkOptions options,
        CancellationToken stop
    )
    {
        var sent = new Dictionary<string, long>(StringComparer.Ordinal);
        var startedAt = Stopwatch.GetTimestamp();
        var number = 0;
        foreach (var order in ordinary.Take(options.Rate * (WarmUpSeconds + options.Seconds)))
        {
            stop.ThrowIfCancellationRequested();
            var due = TimeSpan.FromSeconds((double)number / options.Rate) - Stopwatch.GetElapsedTime(startedAt);
            if (due > TimeSpan.FromMilliseconds(1))
                Thread.Sleep(due);
            sender.Send(order);
            if (++number % options.Rate != 0)
                continue;
            var probe = string.Create(CultureInfo.InvariantCulture, $"{ProbePrefix}{number / options.Rate:0000}");
            if (number > options.Rate * WarmUpSeconds)
                sent[probe] = Stopwatch.GetTimestamp();
            sender.Send(Red(order, probe));
        }

        sender.Flush();
        return sent;
    }

    /// <summary>Dear, and more than a month after the promised day.</summary>
    private static OrderDelivered Red(OrderDelivered like, string id)
    {
        var promised = like.DeliveredAt.AddMilliseconds(-40 * LocalTime.MillisecondsPerDay);
        var purchased = promised.AddMilliseconds(-15 * LocalTime.MillisecondsPerDay);
        return like with
        {
            EventId = "delivered:" + id,
            OrderId = id,
            CustomerId = id,
            CustomerUniqueId = id,
            PurchasedAt = purchased,
            ApprovedAt = purchased,
            HandedToCarrierAt = promised,
            EstimatedDeliveryAt = promised,
            Items = [.. like.Items.Select(item => item with { Price = 2_000 })],
        };
    }

    [GeneratedRegex("Listening on (http://[^ :]+:[0-9]+)")]
    private static partial Regex Listening();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(ProbePrefix + "[0-9]{4}")]
    private static partial Regex Probe();

    /// <summary>Hands deliveries to a broker, without waiting for it.</summary>
    private sealed class Sender(string servers, AvroSerializer<OrderDelivered> orders) : IDisposable
    {
        private readonly IProducer<byte[], byte[]> producer = new ProducerBuilder<byte[], byte[]>(
            new ProducerConfig
            {
                BootstrapServers = servers,
                LingerMs = 0,
                QueueBufferingMaxMessages = 2_000_000,
            }
        ).Build();

        public void Send(OrderDelivered order) =>
            producer.Produce(
                Topics.OrderDelivered.Name,
                new Message<byte[], byte[]>
                {
                    Key = Encoding.UTF8.GetBytes(order.OrderId),
                    Value = orders.Serialize(order, new SerializationContext(MessageComponentType.Value, Topics.OrderDelivered.Name)),
                }
            );

        public void Flush() => producer.Flush(TimeSpan.FromMinutes(1));

        public void Dispose() => producer.Dispose();
    }
}
