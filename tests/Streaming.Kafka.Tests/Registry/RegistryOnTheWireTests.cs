using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Streaming.Contracts;
using Streaming.Kafka.Registry;

namespace Streaming.Kafka.Tests.Registry;

/// <summary>Servers that are no registry, or one behind certificates, on real sockets.</summary>
public sealed class RegistryOnTheWireTests : IDisposable
{
    private const string Known = """{"schema":"\"string\""}""";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly string folder = Directory.CreateTempSubdirectory("registry-tls-").FullName;
    private readonly List<string> heads = [];
    private SslServerAuthenticationOptions? tls;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task an_endless_answer_is_given_up()
    {
        Serve(async stream =>
        {
            await SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n");
            var blanks = new byte[100_000];
            Array.Fill(blanks, (byte)' ');
            while (true)
                await stream.WriteAsync(blanks, Token);
        });
        Assert.Contains("more than 4194304 bytes", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_answer_that_never_comes_is_given_up_within_the_whole_limit()
    {
        Serve(stream => Task.Delay(Timeout.Infinite, Token));
        var message = await FailureAsync(
            new SchemaRegistryConfig
            {
                Url = Url(),
                RequestTimeoutMs = 60_000,
                TotalTimeoutMs = 300,
                MaxRetries = 10,
            }
        );
        Assert.Contains("no answer within 300 ms in all", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_body_that_trickles_is_given_up_within_the_whole_limit()
    {
        Serve(async stream =>
        {
            await SayAsync(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n{");
            await Task.Delay(Timeout.Infinite, Token);
        });
        Assert.Contains(
            "no answer within 300 ms in all",
            await FailureAsync(new SchemaRegistryConfig { Url = Url(), TotalTimeoutMs = 300 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_redirect_is_named_and_no_credentials_follow_it()
    {
        Serve(stream =>
            SayAsync(stream, "HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example/login?token=x\r\nContent-Length: 0\r\n\r\n")
        );
        var message = await FailureAsync(new SchemaRegistryConfig { Url = Url(), BasicAuthUserInfo = "ana:hidden" });
        Assert.Contains("HTTP 302, a redirect to http://elsewhere.example/login", message, StringComparison.Ordinal);
        Assert.Single(heads);
        Assert.DoesNotContain("hidden", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>login</html>")]
    [InlineData("")]
    [InlineData("\"x\"")]
    [InlineData("""{"schema":5,"id":"x"}""")]
    public async Task another_content_is_no_verdict_on_an_id(string body)
    {
        Serve(stream => SayAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        await FailureAsync();
    }

    [Fact]
    public async Task deep_json_is_no_verdict_on_an_id()
    {
        Serve(stream => SayAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{new string('[', 100_000)}"));
        Assert.Contains("not a schema registry's answer", await FailureAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_bearer_token_is_sent_and_never_shown()
    {
        Serve(stream => SayAsync(stream, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"));
        var message = await FailureAsync(new SchemaRegistryConfig { Url = Url(), BearerAuthToken = "hidden-token" });
        Assert.Contains("SchemaRegistry:BearerToken", message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden-token", message, StringComparison.Ordinal);
        Assert.Contains(heads, head => head.Contains("Authorization: Bearer hidden-token", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_private_authority_is_believed_when_it_is_named(bool der)
    {
        var (authority, server) = Issue("localhost");
        ServeTls(server, null);
        var path = Path.Combine(folder, "ca");
        if (der)
            await File.WriteAllBytesAsync(path, authority.RawData, Token);
        else
            await File.WriteAllTextAsync(path, authority.ExportCertificatePem(), Token);
        Assert.Equal("\"string\"", await FindAsync(new SchemaRegistryConfig { Url = Url("https"), SslCaLocation = path }));
    }

    [Fact]
    public async Task an_authority_that_is_not_believed_is_told_with_the_setting()
    {
        ServeTls(Issue("localhost").Server, null);
        var message = await FailureAsync(new SchemaRegistryConfig { Url = Url("https"), MaxRetries = 0 });
        Assert.Contains("SchemaRegistry:SslCaLocation", message, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner exception", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_certificate_for_another_host_is_told()
    {
        var (authority, server) = Issue("registry.example");
        ServeTls(server, null);
        var path = Path.Combine(folder, "ca.pem");
        await File.WriteAllTextAsync(path, authority.ExportCertificatePem(), Token);
        Assert.Contains(
            "not for 'localhost'",
            await FailureAsync(
                new SchemaRegistryConfig
                {
                    Url = Url("https"),
                    SslCaLocation = path,
                    MaxRetries = 0,
                }
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task http_to_a_port_of_tls_and_tls_to_one_of_http_are_told()
    {
        ServeTls(Issue("localhost").Server, null);
        Assert.Contains(
            "is it https",
            await FailureAsync(new SchemaRegistryConfig { Url = Url(), MaxRetries = 0 }),
            StringComparison.Ordinal
        );
        tls = null;
        Assert.Contains(
            "is it http in",
            await FailureAsync(new SchemaRegistryConfig { Url = Url("https"), MaxRetries = 0 }),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_client_certificate_is_shown_to_a_server_that_asks()
    {
        var (authority, server) = Issue("localhost");
        ServeTls(server, authority);
        var (ca, both, keystore) = (Path.Combine(folder, "ca.pem"), Path.Combine(folder, "client.pem"), Path.Combine(folder, "client.p12"));
        using var client = Sign(authority, "ana");
        await File.WriteAllTextAsync(ca, authority.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(
            both,
            client.ExportCertificatePem() + "\n" + client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(),
            Token
        );
        await File.WriteAllBytesAsync(keystore, client.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, "pw"), Token);
        Assert.Equal(
            "\"string\"",
            await FindAsync(
                new SchemaRegistryConfig
                {
                    Url = Url("https"),
                    SslCaLocation = ca,
                    SslCertificateLocation = both,
                }
            )
        );
        Assert.Equal(
            "\"string\"",
            await FindAsync(
                new SchemaRegistryConfig
                {
                    Url = Url("https"),
                    SslCaLocation = ca,
                    SslCertificateLocation = keystore,
                    SslKeyPassword = "pw",
                }
            )
        );
    }

    [Theory]
    [InlineData("missing", "a file that exists")]
    [InlineData("key", "a private key")]
    [InlineData("text", "no certificate")]
    [InlineData("empty", "empty")]
    public void a_file_of_authorities_that_is_none_is_refused_by_name(string kind, string said)
    {
        var path = Path.Combine(folder, kind);
        using var key = ECDsa.Create();
        if (kind != "missing")
            File.WriteAllText(
                path,
                kind switch
                {
                    "key" => key.ExportPkcs8PrivateKeyPem(),
                    "text" => "hello",
                    _ => "",
                }
            );
        var fault = Assert.Throws<ArgumentException>(() =>
            new ConfluentRegistry(new SchemaRegistryConfig { Url = "https://r", SslCaLocation = path })
        );
        Assert.Contains("SchemaRegistry:SslCaLocation", fault.Message, StringComparison.Ordinal);
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        listener.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task<string> FailureAsync(SchemaRegistryConfig? config = null) =>
        (
            await Assert.ThrowsAsync<RegistryUnavailableException>(() =>
                FindAsync(config ?? new SchemaRegistryConfig { Url = Url(), MaxRetries = 0 })
            )
        ).Message;

    private static async Task<string?> FindAsync(SchemaRegistryConfig config)
    {
        using var client = new ConfluentRegistry(config);
        return await client.FindByIdAsync(7, Token);
    }

    private string Url(string scheme = "http") => $"{scheme}://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}";

    private void ServeTls(X509Certificate2 server, X509Certificate2? clients)
    {
        tls = new SslServerAuthenticationOptions
        {
            ServerCertificate = server,
            ClientCertificateRequired = clients is not null,
            RemoteCertificateValidationCallback = (_, shown, _, _) => clients is null || shown?.Issuer == clients.Subject,
        };
        Serve(stream => SayAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Known.Length}\r\nConnection: close\r\n\r\n{Known}"));
    }

    private void Serve(Func<Stream, Task> answer)
    {
        listener.Start();
        _ = Task.Run(
            async () =>
            {
                while (true)
                {
                    var socket = await listener.AcceptTcpClientAsync(Token);
                    _ = Task.Run(() => AnswerAsync(socket, answer), Token);
                }
            },
            Token
        );
    }

    private async Task AnswerAsync(TcpClient socket, Func<Stream, Task> answer)
    {
        using var own = socket;
        try
        {
            Stream stream = socket.GetStream();
            if (tls is not null)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsServerAsync(tls, Token);
            }

            var head = new byte[8_192];
            var read = await stream.ReadAsync(head, Token);
            lock (heads)
                heads.Add(Encoding.ASCII.GetString(head, 0, read));
            if (read > 0 && head[0] == 'G')
                await answer(stream);
            else
                await SayAsync(stream, "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
        }
        catch (Exception gone) when (gone is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // The client has had enough, which is what the test looks at.
        }
    }

    private static async Task SayAsync(Stream stream, string text)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(text), Token);
        await stream.FlushAsync(Token);
    }

    private static (X509Certificate2 Authority, X509Certificate2 Server) Issue(string host)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest($"CN=authority of {host}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
        return (authority, Sign(authority, host));
    }

    private static X509Certificate2 Sign(X509Certificate2 authority, string name)
    {
        using var key = ECDsa.Create();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            authority,
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            Guid.NewGuid().ToByteArray()
        );
        using var own = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
