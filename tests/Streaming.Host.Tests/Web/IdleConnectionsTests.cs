using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Prometheus;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Web;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Web;

public sealed class IdleConnectionsTests
{
    private const int Many = 600;

    [Theory]
    [InlineData("")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nX: ")]
    public async Task six_hundred_connections_that_ask_nothing_shut_out_nobody(string begun)
    {
        var release = new SemaphoreSlim(0);
        var slow = new Slow(release);
        await using var app = HostApp.Build(
            new ListenOptions { Port = 0 },
            [],
            [HealthProbes.Ready("slow", slow)],
            TimeProvider.System,
            metrics: Metrics.NewCustomRegistry()
        );
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = HostApp.AddressOf(app), Timeout = TimeSpan.FromSeconds(40) };
        var underWay = client.GetAsync("/health/ready");
        await slow.Asked.Task.WaitAsync(TimeSpan.FromSeconds(40));
        var held = new List<Socket>();
        try
        {
            for (var i = 0; i < Many; i++)
            {
                var socket = await RawHttp.ConnectAsync(HostApp.AddressOf(app));
                held.Add(socket);
                if (begun.Length > 0)
                    await socket.SendAsync(Encoding.ASCII.GetBytes(begun));
            }

            foreach (var address in new[] { "/health/live", "/metrics" })
            {
                using var fresh = new HttpClient { BaseAddress = HostApp.AddressOf(app), Timeout = TimeSpan.FromSeconds(40) };
                Assert.Equal(HttpStatusCode.OK, (await fresh.GetAsync(address)).StatusCode);
            }

            release.Release(2);
            Assert.Equal(HttpStatusCode.OK, (await underWay).StatusCode); // older than all of them, and not idle
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }

        await app.StopAsync();
    }

    /// <summary>Ready once it is let.</summary>
    private sealed class Slow(SemaphoreSlim release) : IHealthCheck
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            Asked.TrySetResult();
            await release.WaitAsync(TimeSpan.FromSeconds(2.5), cancellationToken);
            return HealthCheckResult.Healthy();
        }
    }
}
