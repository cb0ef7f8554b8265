using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Prometheus;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Models;
using Streaming.Retraining.Schedule;
using Streaming.Testing;
using Streaming.Web;
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>Who may ask, and who may change something, at every address of a process.</summary>
public sealed class DoorsTests : IAsyncLifetime
{
    private readonly SharedHistories shared = new(2);
    private readonly JobTables jobs = new("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
    private WebApplication app = null!;

    private Uri Address => HostApp.AddressOf(app);

    private int Port => Address.Port;

    public async ValueTask InitializeAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        var api = new ApiPart(
            new OnDemandScorer(new ModelSlot(), shared, 3),
            new ApiOptions(),
            new ApiMetrics(Metrics.WithCustomRegistry(registry)),
            TimeProvider.System
        );
        app = HostApp.Build(
            new ListenOptions { Port = 0, AllowedHosts = ["scores.shop.example", "*.inner.example"] },
            [api, new JobPages(jobs)],
            [],
            TimeProvider.System,
            metrics: registry
        );
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await jobs.DisposeAsync();
        shared.Dispose();
    }

    [Theory]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/health/live")]
    [InlineData("GET", "/health/ready")]
    [InlineData("HEAD", "/health/live")]
    [InlineData("GET", "/jobs")]
    [InlineData("POST", "/jobs/jobs/enqueued/delete")]
    [InlineData("POST", "/api/score")]
    [InlineData("POST", "/predict")]
    [InlineData("OPTIONS", "/api/score")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/problems/busy")]
    [InlineData("GET", "/nowhere")]
    public async Task an_unknown_host_is_let_in_nowhere(string method, string path)
    {
        foreach (
            var host in new[]
            {
                "evil.example",
                $"evil.example:{Port}",
                "127.0.0.1.evil.example",
                "localhost.evil.example",
                "evil.example.",
                "10.0.0.7",
                "0.0.0.0",
                "shop.example",
                "inner.example",
            }
        )
        {
            var answer = await RawHttp.AskAsync(
                Address,
                $"{method} {path} HTTP/1.1\nHost: {host}\nX-Forwarded-Host: localhost\nForwarded: host=localhost\nContent-Length: "
                    + $"0\nConnection: close\n\n"
            );
            Assert.Equal((host, 400), (host, answer.Status));
            if (method == "HEAD")
                continue;
            var problem = JsonElement.Parse(answer.Body);
            Assert.Equal("/problems/foreign-host", problem.GetProperty("type").GetString());
            Assert.StartsWith(
                $"Host is '{host}', must be localhost, 127.0.0.1, [::1], scores.shop.example, *.inner.example; ",
                problem.GetProperty("detail").GetString(),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("LocalHost:1")]
    [InlineData("localhost.")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.9.8.7")]
    [InlineData("[::1]")]
    [InlineData("[::1]:8080")]
    [InlineData("scores.shop.example")]
    [InlineData("SCORES.shop.example:443")]
    [InlineData("a.inner.example")]
    [InlineData("")]
    public async Task names_of_the_loopback_and_of_the_setting_are_let_in(string host)
    {
        var answer = await RawHttp.AskAsync(
            Address,
            $"GET /health/live HTTP/1.1\nHost: {host}\nX-Forwarded-Host: evil.example\nConnection: close\n\n"
        );
        Assert.Equal(200, answer.Status);
    }

    [Fact]
    public async Task a_request_of_the_old_kind_without_a_host_is_let_in() =>
        Assert.Equal(200, (await RawHttp.AskAsync(Address, "GET /health/live HTTP/1.0\n\n")).Status);

    [Theory]
    [InlineData("GET http://evil.example/health/live HTTP/1.1\nHost: evil.example")]
    [InlineData("GET http://evil.example/health/live HTTP/1.1\nHost: localhost")]
    [InlineData("GET http://localhost/health/live HTTP/1.1\nHost: evil.example")]
    [InlineData("GET /health/live HTTP/1.1\nHost: localhost\nHost: evil.example")]
    [InlineData("GET /health/live HTTP/1.1\nHost: a b")]
    public async Task a_host_that_is_said_in_another_way_opens_no_door(string request) =>
        Assert.Equal(400, (await RawHttp.AskAsync(Address, request + "\nConnection: close\n\n")).Status);

    [Fact]
    public async Task an_address_in_full_that_names_this_server_is_let_in() =>
        Assert.Equal(
            200,
            (await RawHttp.AskAsync(Address, "GET http://localhost/health/live HTTP/1.1\nHost: localhost\nConnection: close\n\n")).Status
        );

    [Theory]
    [InlineData("Origin: http://evil.example")]
    [InlineData("Origin: null")]
    [InlineData("Origin: http://localhost:1")]
    [InlineData("Origin: http://localhost.evil.example")]
    [InlineData("Origin: file://")]
    [InlineData("Origin: chrome-extension://abc")]
    [InlineData("Sec-Fetch-Site: cross-site")]
    [InlineData("Sec-Fetch-Site: same-site")]
    [InlineData("Sec-Fetch-Site: anything-new")]
    [InlineData("Origin: OWN\nSec-Fetch-Site: cross-site")]
    public async Task what_another_origin_sends_changes_nothing(string headers)
    {
        foreach (var path in new[] { "/api/score", "/predict", "/jobs/jobs/enqueued/delete", "/health/live", "/metrics", "/nowhere" })
        {
            foreach (var method in new[] { "POST", "PUT", "DELETE", "PATCH", "MADEUP" })
            {
                var said = headers.Replace("OWN", $"http://localhost:{Port}", StringComparison.Ordinal);
                var answer = await RawHttp.AskAsync(
                    Address,
                    $"{method} {path} HTTP/1.1\nHost: localhost:{Port}\n{said}\nContent-Type: application/json\nContent-Length: "
                        + $"2\nConnection: close\n\n{{}}"
                );
                Assert.Equal((path, 403), (path, answer.Status));
                Assert.Equal("/problems/foreign-origin", JsonElement.Parse(answer.Body).GetProperty("type").GetString());
            }
        }
    }

    [Theory]
    [InlineData("localhost:PORT", "Origin: http://localhost:PORT\nSec-Fetch-Site: same-origin")]
    [InlineData("localhost:PORT", "Origin: http://LOCALHOST:PORT")]
    [InlineData("localhost:PORT", "Sec-Fetch-Site: none")]
    [InlineData("localhost:PORT", "X-Nothing: said")]
    [InlineData("scores.shop.example", "Origin: https://scores.shop.example\nSec-Fetch-Site: same-origin")]
    [InlineData("scores.shop.example:80", "Origin: http://scores.shop.example\nSec-Fetch-Site: same-origin")]
    [InlineData("127.0.0.1:PORT", "Origin: https://scores.shop.example\nSec-Fetch-Site: same-origin")]
    public async Task what_its_own_page_or_a_program_sends_comes_in(string host, string headers)
    {
        var port = Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var request =
            $"POST /predict HTTP/1.1\nHost: {host.Replace("PORT", port, StringComparison.Ordinal)}\n"
            + $"{headers.Replace("PORT", port, StringComparison.Ordinal)}\n"
            + "Content-Type: application/json\nContent-Length: 2\nConnection: close\n\n{}";
        Assert.Equal(503, (await RawHttp.AskAsync(Address, request)).Status); // no model yet: it was let in
    }

    [Fact]
    public async Task a_person_is_told_on_a_page_and_no_value_breaks_out_of_it()
    {
        var answer = await RawHttp.AskAsync(
            Address,
            $"POST /predict HTTP/1.1\nHost: localhost\nOrigin: http://<script>alert(1)</script>\nAccept: "
                + $"text/html,*/*;q=0.8\nContent-Length: 0\nConnection: close\n\n"
        );
        Assert.Equal((403, "text/html; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        Assert.Contains("<h1>A page of another origin may change nothing here</h1>", answer.Body, StringComparison.Ordinal);
        Assert.Contains("http://&lt;script&gt;alert(1)", answer.Body, StringComparison.Ordinal);
    }
}
