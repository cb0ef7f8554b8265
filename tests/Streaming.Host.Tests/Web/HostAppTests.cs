using System.Net;
using System.Text.Json;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Web;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class HostAppTests
{
    [Fact]
    public async Task live_while_nothing_is_ready()
    {
        await using var host = await StartAsync(new Check("broker", () => new(false, "away")));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task ready_when_every_check_passes()
    {
        await using var host = await StartAsync(new Check("broker", () => new(true, "3 brokers")), new Check("model", () => new(true, "v1")));
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", body.GetProperty("status").GetString());
        Assert.Equal(["broker", "model"], body.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task not_ready_when_one_check_fails_and_the_body_says_which()
    {
        await using var host = await StartAsync(new Check("broker", () => new(true, "3 brokers")), new Check("model", () => new(false, "waiting for a promotion")));
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("not ready", body.GetProperty("status").GetString());
        var model = body.GetProperty("checks")[1];
        Assert.False(model.GetProperty("ready").GetBoolean());
        Assert.Equal("waiting for a promotion", model.GetProperty("detail").GetString());
        Assert.True(body.GetProperty("checks")[0].GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task a_check_that_throws_is_not_ready_with_its_message()
    {
        await using var host = await StartAsync(new Check("broker", () => throw new InvalidOperationException("refused")));
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("refused", body.GetProperty("checks")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task readiness_is_asked_anew_every_time()
    {
        var ready = false;
        await using var host = await StartAsync(new Check("model", () => new(ready, "")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.ReadyAsync()).Status);
        ready = true;
        Assert.Equal(HttpStatusCode.OK, (await host.ReadyAsync()).Status);
    }

    [Fact]
    public async Task metrics_are_those_of_the_registry()
    {
        var registry = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(registry).CreateCounter("orders_seen_total", "Orders.").Inc(3);
        await using var host = await StartAsync(registry);
        Assert.Contains("orders_seen_total 3", await host.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task it_listens_on_the_loopback_only()
    {
        await using var host = await StartAsync();
        Assert.True(host.Client.BaseAddress!.IsLoopback);
        Assert.All(host.Urls, url => Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal));
    }

    private static Task<RunningHost> StartAsync(params IReadinessCheck[] checks) => StartAsync(null, checks);

    private static async Task<RunningHost> StartAsync(CollectorRegistry? metrics, params IReadinessCheck[] checks)
    {
        var app = HostApp.Build(new ListenOptions { Port = 0 }, checks, TimeProvider.System, metrics ?? Metrics.NewCustomRegistry());
        await app.StartAsync();
        return new(app);
    }

    private sealed class Check(string name, Func<ReadinessResult> look) : IReadinessCheck
    {
        public string Name => name;

        public ValueTask<ReadinessResult> CheckAsync(CancellationToken cancellation) => ValueTask.FromResult(look());
    }

    private sealed class RunningHost(Microsoft.AspNetCore.Builder.WebApplication app) : IAsyncDisposable
    {
        public HttpClient Client { get; } = new() { BaseAddress = HostApp.AddressOf(app) };

        public ICollection<string> Urls => app.Urls;

        public async Task<(HttpStatusCode Status, JsonElement Body)> ReadyAsync()
        {
            using var answer = await Client.GetAsync("/health/ready");
            return (answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
        }

        public async ValueTask DisposeAsync()
        {
            Client.Dispose();
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }
}
