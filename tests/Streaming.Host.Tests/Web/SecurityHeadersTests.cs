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
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>Every answer says what a browser may do with it, and is a page only for those who ask for pages.</summary>
public sealed class SecurityHeadersTests(PostgresFixture postgres)
{
    private static readonly string[] Addresses =
    [
        "/metrics",
        "/health/live",
        "/health/ready",
        "/jobs",
        "/jobs/nowhere",
        "/jobs/css18200",
        "/openapi/v1.json",
        "/problems/busy",
        "/problems/none",
        "/nowhere",
        "/api/score",
        "/%00",
        "/a/b?c=d",
    ];

    [Fact]
    public async Task every_answer_has_them()
    {
        await using var jobs = new JobTables(await postgres.CreateDatabaseAsync("headers"));
        await using var app = await StartAsync(jobs);
        foreach (var address in Addresses)
        {
            foreach (var method in new[] { "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE" })
            {
                foreach (var host in new[] { "localhost", "evil.example" })
                {
                    var answer = await RawHttp.AskAsync(
                        HostApp.AddressOf(app),
                        $"{method} {address} HTTP/1.1\nHost: {host}\nContent-Length: 0\nConnection: close\n\n"
                    );
                    if (address == "/%00")
                        continue; // the server's own parser ends it, without a body
                    var about = $"{method} {address} of {host}: {answer.Status}";
                    Assert.True(answer.Status < 500 || (address == "/health/ready" && answer.Status == 503), about);
                    Assert.Contains(
                        "frame-ancestors 'none'",
                        answer.Headers.GetValueOrDefault("Content-Security-Policy") ?? about,
                        StringComparison.Ordinal
                    );
                    Assert.Equal(
                        ("nosniff", "DENY", "same-origin", "same-origin", about),
                        (
                            answer.Headers.GetValueOrDefault("X-Content-Type-Options"),
                            answer.Headers.GetValueOrDefault("X-Frame-Options"),
                            answer.Headers.GetValueOrDefault("Cross-Origin-Resource-Policy"),
                            answer.Headers.GetValueOrDefault("Referrer-Policy"),
                            about
                        )
                    );
                    Assert.True(answer.Headers.ContainsKey("Cache-Control"), about);
                }
            }
        }

        await app.StopAsync();
    }

    [Theory]
    [InlineData("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", true)]
    [InlineData("text/html", true)]
    [InlineData("application/json, text/html;q=0.5", false)]
    [InlineData("text/html;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    [InlineData("text/html;;;q", false)]
    public async Task what_does_not_exist_is_a_page_for_a_browser_and_a_problem_for_a_program(string accept, bool isPage)
    {
        await using var jobs = new JobTables("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        await using var app = await StartAsync(jobs);
        foreach (var address in new[] { "/nowhere", "/problems/none", "/models/" })
        {
            var answer = await RawHttp.AskAsync(
                HostApp.AddressOf(app),
                $"GET {address} HTTP/1.1\nHost: localhost\nAccept: {accept}\nConnection: close\n\n"
            );
            Assert.Equal(404, answer.Status);
            Assert.Equal(isPage ? "text/html; charset=utf-8" : "application/problem+json", answer.Headers["Content-Type"]);
            if (!isPage)
                continue;
            Assert.Contains("<h1>There is nothing at this address</h1>", answer.Body, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", answer.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        }

        await app.StopAsync();
    }

    private static async Task<WebApplication> StartAsync(JobTables jobs)
    {
        var registry = Metrics.NewCustomRegistry();
        var api = new ApiPart(
            new OnDemandScorer(new ModelSlot(), new SharedHistories(2), 3),
            new ApiOptions(),
            new ApiMetrics(Metrics.WithCustomRegistry(registry)),
            TimeProvider.System
        );
        var app = HostApp.Build(new ListenOptions { Port = 0 }, [api, new JobPages(jobs)], [], TimeProvider.System, metrics: registry);
        await app.StartAsync();
        return app;
    }
}
