using System.Net;
using System.Net.Sockets;
using System.Text;
using Streaming.Testing;

namespace Streaming.Embedded.Tests.Testing;

public sealed class ContainerEngineTests : IDisposable
{
    private const string Silent = "no container engine answers";

    private readonly TemporaryFolder folder = new("engine");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task a_socket_that_is_not_there_is_no_engine() =>
        Assert.Equal(Silent, await ContainerEngine.LackAsync($"unix://{folder.Below("docker.sock")}"));

    [Fact]
    public async Task a_socket_on_which_nobody_answers_is_no_engine()
    {
        using var listener = Listen();
        listener.Close(); // the file stays, as a stopped engine leaves it
        Assert.Equal(Silent, await ContainerEngine.LackAsync($"unix://{folder.Below("docker.sock")}"));
    }

    [Fact]
    public async Task a_socket_that_answers_the_ping_is_an_engine() => Assert.Null(await PingAsync("Api-Version: 1.44\r\n"));

    [Theory]
    [InlineData("Api-Version: 1.41\r\n", "1.41")]
    [InlineData("", "none")]
    public async Task an_engine_that_is_too_old_is_told_with_its_version(string header, string version) =>
        Assert.Equal(
            $"the container engine is too old: the version of its interface is {version}, and 1.44 is needed, as Docker 25 has it",
            await PingAsync(header)
        );

    [Fact]
    public async Task an_address_that_refuses_is_no_engine()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Assert.Equal(Silent, await ContainerEngine.LackAsync($"tcp://127.0.0.1:{port}"));
    }

    private async Task<string?> PingAsync(string header)
    {
        using var listener = Listen();
        var engine = Task.Run(async () =>
        {
            using var connection = await listener.AcceptAsync();
            await connection.ReceiveAsync(new byte[1024]);
            await connection.SendAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{header}Content-Length: 2\r\nConnection: close\r\n\r\nOK")
            );
        });
        var lack = await ContainerEngine.LackAsync($"unix://{folder.Below("docker.sock")}");
        await engine;
        return lack;
    }

    private Socket Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(folder.Below("docker.sock")));
        listener.Listen();
        return listener;
    }
}
