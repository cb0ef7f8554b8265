using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Host.Configuration;
using Streaming.Host.Tracing;
using Streaming.Kafka.Tracing;
using Xunit;

namespace Streaming.Operations.Tests.Traces;

public sealed class OrderTracingTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(TracingProtocol.Grpc, HttpProtocols.Http2)]
    [InlineData(TracingProtocol.HttpProtobuf, HttpProtocols.Http1)]
    public async Task spans_reach_a_collector_by_either_protocol(TracingProtocol protocol, HttpProtocols spoken)
    {
        await using var collector = await Collector.StartAsync(spoken);
        using var tracing = OrderTracing.Start(Options(collector.Address, protocol), NullLogger.Instance)!;
        var score = OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, default)!;
        var alert = OrderTrace.Begin(OrderTrace.Alert, ActivityKind.Producer, score.Context)!;
        OrderTrace.End(alert);
        OrderTrace.End(score);
        Assert.True(tracing.Flush(Patience));

        var received = collector.Of(score.TraceId.ToString());
        Assert.Equal(
            [("shop-scores", "alert", score.SpanId.ToString()), ("shop-scores", "score", "")],
            received.OrderBy(span => span.Name).Select(span => (span.Service, span.Name, span.Parent))
        );
    }

    [Fact]
    public async Task an_order_outside_of_the_share_is_not_told_whatever_its_flag_says_and_its_trace_goes_on()
    {
        await using var collector = await Collector.StartAsync(HttpProtocols.Http1);
        var none = Options(collector.Address, TracingProtocol.HttpProtobuf) with { SampledShare = 0 };
        using var tracing = OrderTracing.Start(none, NullLogger.Instance)!;
        var shop = new ActivityContext(
            ActivityTraceId.CreateRandom(),
            ActivitySpanId.CreateRandom(),
            ActivityTraceFlags.Recorded,
            isRemote: true
        );
        var score = OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, shop);
        var next = OrderTrace.Of(OrderTrace.HeadersOf(score));
        OrderTrace.End(score);
        Assert.True(tracing.Flush(Patience));

        Assert.Equal(shop.TraceId, next.TraceId);
        Assert.Empty(collector.Of(shop.TraceId.ToString()));
    }

    [Fact]
    public async Task a_span_that_is_given_up_is_never_told()
    {
        await using var collector = await Collector.StartAsync(HttpProtocols.Http1);
        using var tracing = OrderTracing.Start(Options(collector.Address, TracingProtocol.HttpProtobuf), NullLogger.Instance)!;
        var given = OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, default)!;
        OrderTrace.End(OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, default));
        Assert.True(tracing.Flush(Patience));

        Assert.NotEmpty(collector.Spans);
        Assert.Empty(collector.Of(given.TraceId.ToString()));
    }

    [Fact]
    public void a_collector_that_is_away_is_said_in_one_line()
    {
        var log = new Lines();
        using var tracing = OrderTracing.Start(Options(new Uri($"http://127.0.0.1:{FreePort()}"), TracingProtocol.HttpProtobuf), log)!;
        for (var i = 0; i < 3; i++)
        {
            OrderTrace.End(OrderTrace.Begin(OrderTrace.Score, ActivityKind.Consumer, default));
            tracing.Flush(Patience);
        }

        var line = Assert.Single(log.Said);
        Assert.StartsWith("Traces cannot be sent to http://127.0.0.1:", line, StringComparison.Ordinal);
    }

    [Fact]
    public void without_an_address_nothing_is_traced() => Assert.Null(OrderTracing.Start(new TracingOptions(), NullLogger.Instance));

    private static TracingOptions Options(Uri address, TracingProtocol protocol) =>
        new()
        {
            Endpoint = address.ToString(),
            Protocol = protocol,
            SampledShare = 1,
            ServiceName = "shop-scores",
        };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? fault, Func<TState, Exception?, string> format)
        {
            lock (Said)
                Said.Add(format(state, fault));
        }
    }
}
