using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;
using Streaming.Api.OnDemand;
using Streaming.Api.Problems;
using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Models;
using Streaming.Replays.DeadLetters;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Api.Tests;

/// <summary>The API on a real server, a small model and histories that a test fills. No Kafka: what follows topics is tested
/// elsewhere.</summary>
internal sealed class ScoreServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly SharedHistories shared;

    private ScoreServer(WebApplication app, SharedHistories shared, CollectorRegistry registry)
    {
        (this.app, this.shared, Registry) = (app, shared, registry);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public HttpClient Client { get; }

    public CollectorRegistry Registry { get; }

    /// <summary>Questions that wait or are being answered.</summary>
    public int Asking => shared.Asking;

    public static async Task<ScoreServer> StartAsync(
        bool hasModel = true,
        bool hasHistories = true,
        int mostWaiting = 8,
        ApiOptions? options = null,
        params MarketEvent[] events
    )
    {
        var slot = new ModelSlot();
        if (hasModel)
            slot.TrySwap(new ServedModel(TestModel.Load(), 7));
        var shared = new SharedHistories(mostWaiting);
        if (hasHistories)
            shared.Open(Observed(events));
        var registry = Metrics.NewCustomRegistry();
        var part = new ApiPart(
            new OnDemandScorer(slot, shared, 3),
            options ?? new ApiOptions(),
            new ApiMetrics(Metrics.WithCustomRegistry(registry)),
            TimeProvider.System
        );
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddMachineUser();
        part.Add(builder);
        var app = builder.Build();
        app.UseProblemAnswers();
        app.MapMetrics(registry: registry).RequireAuthorization(Permissions.ReadMetrics);
        part.Map(app);
        await app.StartAsync();
        return new ScoreServer(app, shared, registry);
    }

    /// <summary>A table that has observed the events and closed the days before the last.</summary>
    public static HistoryTable Observed(params MarketEvent[] events)
    {
        var table = new HistoryTable();
        long offset = 0;
        foreach (var occurred in events)
        {
            if (occurred.Delivery is { } delivery)
                table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, offset++));
            else
                table.Observe(occurred.Review!, new LogPosition(InputLog.Reviews, 0, offset++));
        }

        if (table.Reached is { } reached)
            table.CloseDays(reached);
        return table;
    }

    /// <summary>An order as a caller writes it.</summary>
    public static string Json(OrderDelivered order) => OrderJson.Of(order, withCustomers: true);

    /// <summary>Has the histories to itself, as the follower does, until <paramref name="until"/> is set.</summary>
    public Task HoldHistories(ManualResetEventSlim held, ManualResetEventSlim until) =>
        Task.Factory.StartNew(
            () =>
                shared.Change(
                    () =>
                    {
                        held.Set();
                        until.Wait();
                    },
                    CancellationToken.None
                ),
            TaskCreationOptions.LongRunning
        );

    public Task<HttpResponseMessage> PostAsync(string address, string body, string contentType = "application/json") =>
        PostAsync(address, Encoding.UTF8.GetBytes(body), contentType);

    public Task<HttpResponseMessage> PostAsync(string address, byte[] body, string contentType = "application/json")
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        return Client.PostAsync(address, content);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(
        string address,
        string body,
        string contentType = "application/json"
    )
    {
        using var answer = await PostAsync(address, body, contentType);
        return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    public async Task<string> MetricsAsync() => await Client.GetStringAsync("/metrics");

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        shared.Dispose();
    }
}
