using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

/// <summary>The tests that share the broker.</summary>
[CollectionDefinition]
public sealed class SecuredBroker : ICollectionFixture<SecuredKafka>;

/// <summary>
/// A real broker that asks for a login, for TLS, for client certificates, and for rights; started by the first test that asks.
/// </summary>
public sealed class SecuredKafka : IAsyncDisposable
{
    /// <summary>Where Kafka keeps the parts that believe tokens without a signature.</summary>
    private const string Unsecured = "org.apache.kafka.common.security.oauthbearer.internals.unsecured";

    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly TemporaryFolder folder = new("secured-kafka");
    private readonly int[] ports = FreePorts(6);
    private Process? process;

    public string Plain => $"127.0.0.1:{ports[0]}";

    public string SaslSsl => $"localhost:{ports[2]}";

    public string MutualTls => $"localhost:{ports[3]}";

    public string SaslPlain => $"localhost:{ports[4]}";

    /// <summary>Asks for a token with the scope <c>orders</c>.</summary>
    public string Tokens => $"localhost:{ports[5]}";

    internal TestAuthority Authority { get; } = new("brokers");

    public string File(string name) => Path.Combine(folder.Path, name);

    public async Task StartedAsync()
    {
        var home = RealParts.RequireKafkaHome();
        await gate.WaitAsync();
        try
        {
            if (process is not null)
                return;
            await WriteAsync();
            using (
                var format = Run(
                    Path.Combine(home, "bin", "kafka-storage.sh"),
                    "format",
                    "-t",
                    "AsecuredAsecuredAsecuw",
                    "-c",
                    File("server.properties")
                )
            )
                await format.WaitForExitAsync();
            process = Run(Path.Combine(home, "bin", "kafka-server-start.sh"), File("server.properties"));
            using var admin = new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Plain })
                .SetErrorHandler((_, _) => { })
                .SetLogHandler((_, _) => { })
                .Build();
            await Wait.Until(() => Task.FromResult(Answers(admin)), TimeSpan.FromSeconds(90));
            await admin.AlterUserScramCredentialsAsync([
                new UserScramCredentialUpsertion
                {
                    User = "bob",
                    Password = "bob-secret"u8.ToArray(),
                    ScramCredentialInfo = new ScramCredentialInfo { Mechanism = ScramMechanism.ScramSha512, Iterations = 4096 },
                },
            ]);
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        folder.Dispose();
        gate.Dispose();
    }

    private async Task WriteAsync()
    {
        var (ca, server, client) = (Authority.CertificatePem, Authority.Issue("localhost"), Authority.Issue("ana"));
        await System.IO.File.WriteAllTextAsync(File("ca.pem"), ca);
        await System.IO.File.WriteAllBytesAsync(File("ca.der"), Authority.CertificateDer);
        await System.IO.File.WriteAllTextAsync(File("other-ca.pem"), new TestAuthority("others").CertificatePem);
        await System.IO.File.WriteAllTextAsync(File("server.pem"), server.KeyPem + "\n" + server.CertificatePem + "\n" + ca);
        await System.IO.File.WriteAllTextAsync(File("client.pem"), client.CertificatePem + "\n" + ca);
        await System.IO.File.WriteAllTextAsync(File("client.key"), client.KeyPem);
        await System.IO.File.WriteAllBytesAsync(File("client.p12"), client.Pkcs12("p12-secret"));
        await System.IO.File.WriteAllTextAsync(
            File("server.properties"),
            $"""
            process.roles=broker,controller
            node.id=1
            controller.quorum.voters=1@127.0.0.1:{ports[1]}
            listeners=PLAINTEXT://127.0.0.1:{ports[0]},CONTROLLER://127.0.0.1:{ports[1]},\
              SASL_SSL://localhost:{ports[2]},SSL://localhost:{ports[3]},SASL_PLAINTEXT://localhost:{ports[4]},TOKENS://localhost:{ports[5]}
            advertised.listeners=PLAINTEXT://127.0.0.1:{ports[0]},\
              SASL_SSL://localhost:{ports[2]},SSL://localhost:{ports[3]},SASL_PLAINTEXT://localhost:{ports[4]},TOKENS://localhost:{ports[5]}
            listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,\
              SASL_PLAINTEXT:SASL_PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL,TOKENS:SASL_PLAINTEXT
            controller.listener.names=CONTROLLER
            inter.broker.listener.name=PLAINTEXT
            log.dirs={File("log")}
            default.replication.factor=1
            offsets.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            auto.create.topics.enable=false
            sasl.enabled.mechanisms=SCRAM-SHA-512,PLAIN
            ssl.keystore.type=PEM
            ssl.keystore.location={File("server.pem")}
            ssl.truststore.type=PEM
            ssl.truststore.location={File("ca.pem")}
            listener.name.ssl.ssl.client.auth=required
            listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
            listener.name.sasl_ssl.plain.sasl.jaas.config=\
              org.apache.kafka.common.security.plain.PlainLoginModule required user_ana="ana-secret";
            listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required;
            listener.name.sasl_plaintext.plain.sasl.jaas.config=\
              org.apache.kafka.common.security.plain.PlainLoginModule required user_ana="ana-secret";
            listener.name.tokens.sasl.enabled.mechanisms=OAUTHBEARER
            listener.name.tokens.oauthbearer.sasl.jaas.config=\
              org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required \
              unsecuredLoginStringClaim_sub="broker" unsecuredValidatorRequiredScope="orders";
            listener.name.tokens.oauthbearer.sasl.login.callback.handler.class={Unsecured}.OAuthBearerUnsecuredLoginCallbackHandler
            listener.name.tokens.oauthbearer.sasl.server.callback.handler.class={Unsecured}.OAuthBearerUnsecuredValidatorCallbackHandler
            authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
            super.users=User:ANONYMOUS
            allow.everyone.if.no.acl.found=false
            """
        );
    }

    private Process Run(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$SECURED_OUT\" 2>&1", script, .. arguments]);
        start.Environment["SECURED_OUT"] = File("out");
        start.Environment["LOG_DIR"] = folder.Path;
        start.Environment["KAFKA_HEAP_OPTS"] = "-Xmx384m";
        start.Environment["KAFKA_OPTS"] = "-XX:TieredStopAtLevel=1";
        return Process.Start(start)!;
    }

    private static bool Answers(IAdminClient admin)
    {
        try
        {
            return admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count > 0;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    internal static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] taken = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return taken;
    }
}
