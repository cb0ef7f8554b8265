using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Web;
using Streaming.Kafka.Registry;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class HostAppTests
{
    [Fact]
    public async Task live_while_nothing_is_ready()
    {
        await using var host = await StartAsync(new Check("broker", () => HealthResults.Of(false, "away")));
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);
    }

    [Fact]
    public async Task a_loop_that_has_not_moved_for_longer_than_its_limit_is_neither_live_nor_ready()
    {
        var silence = TimeSpan.FromSeconds(60);
        await using var host = await StartAsync(
            Metrics.NewCustomRegistry(),
            HealthProbes.Moves("scorer", () => silence, TimeSpan.FromSeconds(60))
        );
        Assert.Equal(HttpStatusCode.OK, (await host.Client.GetAsync("/health/live")).StatusCode);

        silence = TimeSpan.FromSeconds(61);
        using var answer = await host.Client.GetAsync("/health/live");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var body = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal("not live", body.GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.ReadyAsync()).Status);
        Assert.Equal("scorer moves", body.GetProperty("checks")[0].GetProperty("name").GetString());
        Assert.Equal("has not moved for 61.0 s; more than 60 s is a hang", body.GetProperty("checks")[0].GetProperty("detail").GetString());
    }

    [Fact]
    public async Task nothing_to_check_is_ready()
    {
        await using var host = await StartAsync();
        Assert.Equal(HttpStatusCode.OK, (await host.ReadyAsync()).Status);
    }

    [Fact]
    public async Task an_address_that_is_not_there_is_told_as_problem_details()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync("/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("/problems/not-found", JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task requests_are_counted_by_the_address_that_was_mapped()
    {
        await using var host = await StartAsync();
        await host.Client.GetAsync("/health/live");
        await host.Client.GetAsync("/health/live?who=me");
        var counted = await host.Client.GetStringAsync("/metrics");
        Assert.Contains(
            "http_requests_received_total{code=\"2xx\",method=\"GET\",controller=\"\",action=\"\",endpoint=\"/health/live\"} 2",
            counted,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("who=me", counted, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ready_when_every_check_passes()
    {
        await using var host = await StartAsync(
            new Check("broker", () => HealthResults.Of(true, "3 brokers")),
            new Check("model", () => HealthResults.Of(true, "v1"))
        );
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("ready", body.GetProperty("status").GetString());
        Assert.Equal(["broker", "model"], body.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task not_ready_when_one_check_fails_and_the_body_says_which()
    {
        await using var host = await StartAsync(
            new Check("broker", () => HealthResults.Of(true, "3 brokers")),
            new Check("model", () => HealthResults.Of(false, "waiting for a promotion"))
        );
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("not ready", body.GetProperty("status").GetString());
        var model = body.GetProperty("checks")[1];
        Assert.False(model.GetProperty("ready").GetBoolean());
        Assert.Equal("waiting for a promotion", model.GetProperty("detail").GetString());
        Assert.True(body.GetProperty("checks")[0].GetProperty("ready").GetBoolean());
    }

    [Fact]
    public async Task a_check_that_throws_is_not_ready_with_its_message_where_it_is_ours()
    {
        await using var host = await StartAsync(
            new Check("registry", () => throw new RegistryUnavailableException("the registry does not answer"))
        );
        var (status, body) = await host.ReadyAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.StartsWith(
            "the registry does not answer (the log has more under ",
            body.GetProperty("checks")[0].GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task what_a_library_says_of_a_failure_stays_in_the_log_and_keeps_its_id_while_it_lasts()
    {
        await using var host = await StartAsync(
            new Check(
                "database",
                () => throw new Npgsql.NpgsqlException("Failed to connect to 10.1.2.3:5432", new System.Net.Sockets.SocketException(111))
            ),
            new Check("other", () => throw new InvalidOperationException("/secret/path"))
        );
        var first = (await host.ReadyAsync()).Body.GetProperty("checks");
        var second = (await host.ReadyAsync()).Body.GetProperty("checks");
        Assert.StartsWith(
            "the database cannot be reached at its address (the log has more under ",
            first[0].GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "the check failed (the log has more under ",
            first[1].GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(first.GetRawText(), second.GetRawText());
    }

    [Fact]
    public async Task a_check_that_two_roles_name_is_asked_once_and_loops_stand_last()
    {
        var brokers = new Check("brokers", () => HealthResults.Of(true, "3"));
        await using var host = await StartAsync(
            Metrics.NewCustomRegistry(),
            HealthProbes.Moves("scorer", () => TimeSpan.Zero, TimeSpan.FromSeconds(60)),
            HealthProbes.Ready(brokers.Name, brokers),
            HealthProbes.Ready(brokers.Name, brokers)
        );
        Assert.Equal(
            """{"status":"ready","checks":[{"name":"brokers","ready":true,"detail":"3"},"""
                + """{"name":"scorer moves","ready":true,"detail":"moved 0.0 s ago"}]}""",
            await host.Client.GetStringAsync("/health/ready")
        );
        Assert.Equal(
            """{"status":"live","checks":[{"name":"scorer moves","ready":true,"detail":"moved 0.0 s ago"}]}""",
            await host.Client.GetStringAsync("/health/live")
        );
    }

    [Fact]
    public async Task health_answers_are_json_that_nobody_stores_and_take_no_post()
    {
        await using var host = await StartAsync();
        using var answer = await host.Client.GetAsync("/health/ready");
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
        Assert.False(answer.Headers.Contains("Pragma"));
        using var head = await host.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/health/live"));
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using var post = await host.Client.PostAsync("/health/live", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task readiness_is_asked_anew_every_time()
    {
        var ready = false;
        await using var host = await StartAsync(new Check("model", () => HealthResults.Of(ready, "")));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.ReadyAsync()).Status);
        ready = true;
        Assert.Equal(HttpStatusCode.OK, (await host.ReadyAsync()).Status);
    }

    [Fact]
    public async Task metrics_are_those_of_the_registry()
    {
        var registry = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(registry).CreateCounter("orders_seen_total", "Orders.").Inc(3);
        await using var host = await StartAsync(registry, checks: []);
        Assert.Contains("orders_seen_total 3", await host.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task metrics_with_a_port_of_their_own_are_there_without_sign_in_and_nowhere_else()
    {
        var registry = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(registry).CreateCounter("orders_seen_total", "Orders.").Inc(3);
        await using var app = HostApp.Build(
            new ListenOptions { Port = 0 },
            [],
            [],
            TimeProvider.System,
            metrics: registry,
            own: new MetricsOptions { Port = 0 }
        );
        await app.StartAsync();
        using var client = new HttpClient();
        var (main, own) = (HostApp.AddressOf(app), HostApp.MetricsAddressOf(app)!);

        Assert.Contains("orders_seen_total 3", await client.GetStringAsync(own), StringComparison.Ordinal);
        Assert.NotEqual(main.Port, own.Port);
        foreach (
            var (address, method, host, status) in new (Uri, HttpMethod, string?, HttpStatusCode)[]
            {
                (own, HttpMethod.Head, null, HttpStatusCode.OK),
                (own, HttpMethod.Get, "10.1.2.3:9100", HttpStatusCode.OK), // as a scraper asks a pod
                (own, HttpMethod.Get, "evil.example", HttpStatusCode.BadRequest),
                (own, HttpMethod.Post, null, HttpStatusCode.MethodNotAllowed),
                (new Uri(own, "/health/live"), HttpMethod.Get, null, HttpStatusCode.NotFound),
                (new Uri(own, "/metrics/more"), HttpMethod.Get, null, HttpStatusCode.NotFound),
                (new Uri(main, "/metrics"), HttpMethod.Get, null, HttpStatusCode.NotFound),
                (new Uri(main, "/health/live"), HttpMethod.Get, null, HttpStatusCode.OK),
            }
        )
        {
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Host = host;
            using var answer = await client.SendAsync(request);
            Assert.True(status == answer.StatusCode, $"{method} {address} as {host}: {answer.StatusCode}");
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        }
    }

    [Fact]
    public async Task it_listens_on_the_loopback_only()
    {
        await using var host = await StartAsync();
        Assert.True(host.Client.BaseAddress!.IsLoopback);
        Assert.All(host.Urls, url => Assert.StartsWith("http://127.0.0.1:", url, StringComparison.Ordinal));
    }

    private static Task<RunningHost> StartAsync(params Check[] checks) => StartAsync(Metrics.NewCustomRegistry(), checks);

    private static Task<RunningHost> StartAsync(CollectorRegistry metrics, params Check[] checks) =>
        StartAsync(metrics, [.. checks.Select(check => HealthProbes.Ready(check.Name, check))]);

    private static async Task<RunningHost> StartAsync(CollectorRegistry metrics, params HealthCheckRegistration[] health)
    {
        var app = HostApp.Build(new ListenOptions { Port = 0 }, [], health, TimeProvider.System, metrics: metrics);
        await app.StartAsync();
        return new(app);
    }

    private sealed class Check(string name, Func<HealthCheckResult> look) : IHealthCheck
    {
        public string Name => name;

        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(look());
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
