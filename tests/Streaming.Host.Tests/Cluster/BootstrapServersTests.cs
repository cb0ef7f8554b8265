using System.Net;
using System.Net.Sockets;
using Streaming.Host.Cluster;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

public sealed class BootstrapServersTests : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public BootstrapServersTests() => listener.Start();

    public void Dispose() => listener.Dispose();

    [Theory]
    [InlineData("127.0.0.1:{0}")]
    [InlineData("PLAINTEXT://127.0.0.1:{0}")]
    [InlineData("127.0.0.1:1, 127.0.0.1:{0}")]
    public async Task one_that_listens_is_enough(string servers) => Assert.True(await BootstrapServers.AnyListensAsync(Named(servers)));

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no such server.invalid:9092")]
    [InlineData("")]
    public async Task nobody_listens_where_connections_are_refused_or_no_address_is_named(string servers) =>
        Assert.False(await BootstrapServers.AnyListensAsync(servers));

    [Fact]
    public async Task a_server_that_has_stopped_listening_is_away()
    {
        var server = Named("127.0.0.1:{0}");
        listener.Stop();
        Assert.False(await BootstrapServers.AnyListensAsync(server));
    }

    private string Named(string servers) =>
        servers.Replace(
            "{0}",
            ((IPEndPoint)listener.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
}
