using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Prometheus;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Api.Reading;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.DeadLetters;
using Streaming.Web;

namespace Streaming.Benchmarks;

/// <summary>
/// One connection, one order per request, warm, against an empty endpoint of the same server: requests per second and latency in
/// interleaved rounds. Client and server share the
/// process and the machine's processors; both kinds of request pay for that alike.
/// </summary>
internal static class ApiRequests
{
    private const int DifferentOrders = 1_000;
    private const int WarmUp = 3_000;
    private const int ReasonCount = 3;

    /// <summary>What a FastAPI service that builds a one-row table, transforms it and calls CatBoost made on two cores, requests per
    /// second.</summary>
    private const int Yardstick = 94;

    public static async Task RunAsync(BenchmarkOptions options, CancellationToken stop)
    {
        var events = Market.Events(options, stop);
        var slot = new ModelSlot();
        slot.TrySwap(new ServedModel(ServingModel.Load(Market.Artifact(options, stop)), 1));
        using var shared = new SharedHistories(64);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        shared.Open(Follow(events));
        options.Say($"histories of the API's own: {(GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6:0} MB");
        var metrics = Metrics.NewCustomRegistry();
        var scorer = new OnDemandScorer(slot, shared, ReasonCount);
        IWebPart[] web =
        [
            new ApiPart(scorer, new ApiOptions(), new ApiMetrics(Metrics.WithCustomRegistry(metrics)), TimeProvider.System),
            new EmptyPart(),
        ];
        await using var app = HostApp.Build(new ListenOptions { Port = 0 }, web, [], TimeProvider.System, metrics: metrics);
        await app.StartAsync(stop);
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 1 }) { BaseAddress = HostApp.AddressOf(app) };
        var bodies = events.Select(occurred => occurred.Delivery).OfType<OrderDelivered>().TakeLast(DifferentOrders).Select(Body).ToList();
        options.Say(
            $"{events.Count:N0} events in the histories, {bodies.Count:N0} different orders of {bodies.Average(body => body.Length):0} "
                + $"bytes"
        );

        Task<HttpResponseMessage> Empty(int i) => client.PostAsync(EmptyPart.Address, null, stop);
        Task<HttpResponseMessage> Score(int i) => client.PostAsync(ScoreEndpoints.Score, Json(bodies[i % bodies.Count]), stop);
        var span = TimeSpan.FromSeconds(Math.Max(1, options.Seconds / (2.0 * options.Rounds)));
        await MeasureAsync(Empty, span, WarmUp, stop);
        await MeasureAsync(Score, span, WarmUp, stop);
        List<Round> empty = [],
            score = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            empty.Add(await MeasureAsync(Empty, span, 0, stop));
            score.Add(await MeasureAsync(Score, span, 0, stop));
        }

        await TellStepsAsync(options, scorer, bodies);
        Tell(options, "empty endpoint", empty);
        Tell(options, "POST /api/score", score);
        var ratios = empty.Zip(score, (without, with) => with.PerSecond / without.PerSecond).Order().ToList();
        options.Say(
            $"ratio of requests per second, median of {ratios.Count} rounds: {ratios[ratios.Count / 2]:0.00} ({ratios[0]:0.00} to "
                + $"{ratios[^1]:0.00})"
        );
        options.Say(
            $"beside the {Yardstick} requests/s of a FastAPI service with a one-row table and CatBoost: "
                + $"{Median(score, round => round.PerSecond) / Yardstick:0} times as many"
        );
        await app.StopAsync(CancellationToken.None);
    }

    /// <summary>What the endpoint does with a request, without the server: on one thread, step by step.</summary>
    private static async Task TellStepsAsync(BenchmarkOptions options, OnDemandScorer scorer, List<byte[]> bodies)
    {
        const int turns = 20_000;
        var (parse, read, score, write) = (0L, 0L, 0L, 0L);
        for (var i = 0; i < turns; i++)
        {
            var began = Stopwatch.GetTimestamp();
            using var body = RequestBody.Parse(bodies[i % bodies.Count]);
            var parsed = Stopwatch.GetTimestamp();
            var asked = Questions.Orders(body.RootElement, 1, DateTimeOffset.UtcNow);
            var ready = Stopwatch.GetTimestamp();
            var answer = await scorer.ScoreAsync(asked, CancellationToken.None);
            var scored = Stopwatch.GetTimestamp();
            ScoreJson.Write(answer, [asked[0].Order.OrderId], [UnknownValues.Of(asked[0].Order, answer.Served.Model.Categories)]);
            var written = Stopwatch.GetTimestamp();
            (parse, read, score, write) = (parse + parsed - began, read + ready - parsed, score + scored - ready, write + written - scored);
        }

        double Micros(long ticks) => ticks * 1e6 / Stopwatch.Frequency / turns;
        options.Say(
            $"without the server, µs: parse {Micros(parse):0.0}, read {Micros(read):0.0}, score with reasons {Micros(score):0.0}, write "
                + $"{Micros(write):0.0}"
        );
    }

    /// <summary>The table as the follower leaves it.</summary>
    private static HistoryTable Follow(IReadOnlyList<MarketEvent> events)
    {
        var table = new HistoryTable();
        long offset = 0;
        foreach (var occurred in events)
        {
            if (occurred.Delivery is { } delivery)
                table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset++));
            else
                table.Observe(occurred.Review!, new LogPosition(InputLog.Reviews, 0, offset++));
            if (table.HasDaysToClose)
                table.CloseDays(table.Reached!.Value);
        }

        return table;
    }

    private static byte[] Body(OrderDelivered order) =>
        Encoding.UTF8.GetBytes(JsonNode.Parse(OrderJson.Of(order, withCustomers: true))!.ToJsonString());

    private static ByteArrayContent Json(byte[] body) => new(body) { Headers = { ContentType = new("application/json") } };

    /// <summary>For the time given and at least so many requests; every answer is read and must be good.</summary>
    private static async Task<Round> MeasureAsync(
        Func<int, Task<HttpResponseMessage>> ask,
        TimeSpan span,
        int least,
        CancellationToken stop
    )
    {
        var latencies = new List<double>();
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < span || latencies.Count < least)
        {
            var asked = Stopwatch.GetTimestamp();
            using var answer = await ask(latencies.Count);
            await answer.Content.ReadAsByteArrayAsync(stop);
            answer.EnsureSuccessStatusCode();
            latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        var perSecond = latencies.Count / Stopwatch.GetElapsedTime(started).TotalSeconds;
        latencies.Sort();
        return new Round(perSecond, latencies[latencies.Count / 2], latencies[(int)(latencies.Count * 0.99)]);
    }

    private static void Tell(BenchmarkOptions options, string what, List<Round> rounds) =>
        options.Say(
            $"{what, -16} {Median(rounds, round => round.PerSecond), 8:N0} requests/s  p50 {Median(rounds, round => round.P50Ms):0.000} "
                + $"ms  p99 {Median(rounds, round => round.P99Ms):0.000} ms  (rounds: "
                + $"{string.Join(", ", rounds.Select(round => round.PerSecond.ToString("N0", CultureInfo.InvariantCulture)))})"
        );

    private static double Median(List<Round> rounds, Func<Round, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

    private sealed record Round(double PerSecond, double P50Ms, double P99Ms);

    /// <summary>Answers 200 and nothing else.</summary>
    private sealed class EmptyPart : IWebPart
    {
        public const string Address = "/empty";

        public void Add(Microsoft.AspNetCore.Builder.WebApplicationBuilder builder) { }

        public void Map(Microsoft.AspNetCore.Builder.WebApplication app) =>
            Microsoft.AspNetCore.Builder.EndpointRouteBuilderExtensions.MapPost(app, Address, _ => Task.CompletedTask);
    }
}
