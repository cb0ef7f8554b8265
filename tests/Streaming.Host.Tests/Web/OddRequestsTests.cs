using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Prometheus;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Features.Histories;
using Streaming.Host.Configuration;
using Streaming.Host.Retraining;
using Streaming.Host.Web;
using Streaming.Models;
using Streaming.Retraining.Schedule;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Web;

/// <summary>
/// Requests that are right but seldom, and such as are wrong: the answer is right or says what is wrong, and the log holds no stack of
/// calls.
/// </summary>
public sealed class OddRequestsTests : IAsyncLifetime
{
    private const string Json = "Content-Type: application/json\n";

    private static readonly string[] Addresses =
    [
        "/",
        "/metrics",
        "/health/live",
        "/health/ready",
        "/jobs",
        "/openapi/v1.json",
        "/problems/busy",
        "/api/score",
        "/predict",
        "/nowhere",
    ];

    private readonly LoggedLines log = new();
    private readonly SharedHistories shared = new(2);
    private readonly JobTables jobs = new("Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
    private WebApplication app = null!;

    public async ValueTask InitializeAsync()
    {
        var registry = Metrics.NewCustomRegistry();
        var slot = new ModelSlot();
        slot.TrySwap(new ServedModel(TestModel.Load(), 7));
        shared.Open(new HistoryTable());
        var api = new ApiPart(
            new OnDemandScorer(slot, shared, 3),
            new ApiOptions(),
            new ApiMetrics(Metrics.WithCustomRegistry(registry)),
            TimeProvider.System
        );
        app = HostApp.Build(new ListenOptions { Port = 0 }, [api, new JobPages(jobs), log], [], TimeProvider.System, metrics: registry);
        await app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await jobs.DisposeAsync();
        shared.Dispose();
        Assert.DoesNotContain(log.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task every_address_that_can_be_read_answers_a_question_for_its_head()
    {
        var mapped = app
            .Services.GetServices<EndpointDataSource>()
            .Concat(((IEndpointRouteBuilder)app).DataSources)
            .SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>();
        foreach (var endpoint in mapped)
        {
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods;
            Assert.True(methods is not null, $"{endpoint.RoutePattern.RawText} takes any method");
            if (methods.Contains("GET"))
                Assert.Contains("HEAD", methods);
        }

        foreach (var address in new[] { "/metrics", "/health/live", "/health/ready", "/openapi/v1.json", "/problems/busy" })
        {
            var answer = await AskAsync($"HEAD {address} HTTP/1.1\n");
            Assert.Equal((address, 200, ""), (address, answer.Status, answer.Body));
        }
    }

    [Fact]
    public async Task methods_that_an_address_does_not_know_are_refused()
    {
        foreach (var address in Addresses)
        {
            foreach (var method in new[] { "TRACE", "OPTIONS", "PUT", "DELETE", "PATCH", "PROPFIND", "MADEUP" })
            {
                var answer = await AskAsync($"{method} {address} HTTP/1.1\nContent-Length: 0\n");
                Assert.Equal((method, address, address is "/" or "/nowhere" ? 404 : 405), (method, address, answer.Status));
                if (answer.Status == 405)
                    Assert.NotEqual("", answer.Headers["Allow"]);
            }
        }
    }

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFF\n")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFF\n")]
    [InlineData("7FFFFFFFFFFFFFFF\n{}")]
    [InlineData("zz\n{}\n0\n\n")]
    [InlineData("-1\n{}\n0\n\n")]
    [InlineData("2\n{}XX\n0\n\n")]
    [InlineData("\n\n")]
    public async Task chunks_that_are_none_are_refused(string body)
    {
        foreach (var address in new[] { "/api/score", "/predict" })
        {
            var answer = await RawHttp.AskAsync(
                HostApp.AddressOf(app),
                $"POST {address} HTTP/1.1\nHost: localhost\nTransfer-Encoding: chunked\nConnection: close\n{Json}\n{body}"
            );
            Assert.InRange(answer.Status, 400, 413);
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("zstd")]
    [InlineData("identity, gzip")]
    public async Task a_compressed_body_is_refused_and_its_coding_named(string coding)
    {
        var answer = await AskAsync($"POST /predict HTTP/1.1\nContent-Encoding: {coding}\n{Json}Content-Length: 2\n", "{}");
        Assert.Equal((415, "identity"), (answer.Status, answer.Headers["Accept-Encoding"]));
        var problem = JsonElement.Parse(answer.Body);
        Assert.Equal(
            ("/problems/compressed-body", $"Content-Encoding is '{coding}', must be left out: the body is read as it is"),
            (problem.GetProperty("type").GetString(), problem.GetProperty("detail").GetString())
        );
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/json; charset=utf8")]
    [InlineData("application/json; charset=\"UTF8\"")]
    [InlineData("APPLICATION/JSON;charset=UTF-8")]
    [InlineData("application/vnd.shop+json")]
    public async Task json_in_utf8_is_read_however_it_is_called(string type) =>
        Assert.Equal(200, (await AskAsync($"POST /predict HTTP/1.1\nContent-Type: {type}\nContent-Length: 2\n", "{}")).Status);

    [Theory]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=\"\"")]
    [InlineData("application/json; charset=latin1")]
    [InlineData("application/jsonx")]
    [InlineData("json")]
    [InlineData(";;;")]
    [InlineData("application/")]
    public async Task another_type_or_charset_is_refused_and_named(string type)
    {
        var answer = await AskAsync($"POST /predict HTTP/1.1\nContent-Type: {type}\nContent-Length: 2\n", "{}");
        Assert.Equal(415, answer.Status);
        Assert.Equal(
            $"content type is '{type}', must be application/json in UTF-8",
            JsonElement.Parse(answer.Body).GetProperty("detail").GetString()
        );
    }

    [Theory]
    [InlineData("\u00ef\u00bb\u00bf{}", 200, null)]
    [InlineData("\u00ef\u00bb\u00bf", 400, "the body is empty")]
    [InlineData("\u00ff\u00fe{\0}\0", 400, "the body is UTF-16, must be UTF-8")]
    [InlineData("\u00fe\u00ff\0{\0}", 400, "the body is UTF-16, must be UTF-8")]
    [InlineData("{\0}\0", 400, "the body is UTF-16, must be UTF-8")]
    [InlineData("\0{\0}", 400, "the body is UTF-16, must be UTF-8")]
    [InlineData("{\"payment_type\":\"caf\u00e9\"}", 400, "the body is not UTF-8")]
    [InlineData("{", 400, "the body stops being JSON at line 1, byte 2")]
    [InlineData("[[[[[[[[[", 400, "the body lies deeper than 8 levels at line 1, byte 9")]
    public async Task marks_and_encodings_of_a_body_are_understood_or_named(string body, int status, string? detail)
    {
        var answer = await AskAsync($"POST /predict HTTP/1.1\n{Json}Content-Length: {body.Length}\n", body);
        Assert.Equal(status, answer.Status);
        if (detail is not null)
            Assert.Equal(detail, JsonElement.Parse(answer.Body).GetProperty("detail").GetString());
    }

    private Task<RawAnswer> AskAsync(string head, string body = "") =>
        RawHttp.AskAsync(
            HostApp.AddressOf(app),
            [
                .. System.Text.Encoding.Latin1.GetBytes($"{head}Host: localhost\nConnection: close\n\n".ReplaceLineEndings("\r\n")),
                .. System.Text.Encoding.Latin1.GetBytes(body),
            ]
        );
}
