using Confluent.Kafka;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Host.Cluster;
using Streaming.Host.Configuration;
using Streaming.Host.Health;
using Streaming.Host.Tests.Commands;
using Streaming.Host.Tests.Configuration;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

/// <summary>Every mistake in credentials or certificates reads as what it is, with the setting, on the real broker.</summary>
[Collection<SecuredBroker>]
public sealed class BrokerCredentialsTests(SecuredKafka kafka)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("wrong password", "Kafka:SaslMechanism, :SaslUsername and :SaslPassword")]
    [InlineData("unknown user", "Kafka:SaslMechanism, :SaslUsername and :SaslPassword")]
    [InlineData("scram for a user without it", "Kafka:SaslMechanism, :SaslUsername and :SaslPassword")]
    [InlineData("a mechanism that is not enabled", "Kafka:SaslMechanism")]
    [InlineData("another authority", "Kafka:SslCaLocation")]
    [InlineData("the system's authorities", "Kafka:SslCaLocation")]
    [InlineData("another host name", "not for this host name")]
    [InlineData("plaintext to tls", "Kafka:SecurityProtocol")]
    [InlineData("sasl_plaintext to sasl_ssl", "Kafka:SecurityProtocol")]
    [InlineData("plaintext to sasl_plaintext", "Kafka:SecurityProtocol")]
    [InlineData("sasl_ssl to sasl_plaintext", "Kafka:SecurityProtocol")]
    [InlineData("no client certificate", "Kafka:SslCertificateLocation")]
    [InlineData("a name without an address", "Kafka:BootstrapServers; the name has no address")]
    public async Task a_mistake_is_named_with_its_setting(string mistake, string setting)
    {
        await kafka.StartedAsync();
        await BrokerAnswers.AssertNameAsync(Mistaken(mistake), setting);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("scram")]
    [InlineData("authority in der")]
    [InlineData("client certificate in pem")]
    [InlineData("client certificate in pkcs12")]
    public async Task what_is_right_connects(string kind)
    {
        await kafka.StartedAsync();
        var options = kind switch
        {
            "plain" => Ana(),
            "scram" => Ana() with { SaslMechanism = SaslMechanism.ScramSha512, SaslUsername = "bob", SaslPassword = "bob-secret" },
            "authority in der" => Ana() with { SslCaLocation = kafka.File("ca.der") },
            "client certificate in pem" => MutualTls() with
            {
                SslCertificateLocation = kafka.File("client.pem"),
                SslKeyLocation = kafka.File("client.key"),
            },
            _ => MutualTls() with { SslCertificateLocation = kafka.File("client.p12"), SslKeyPassword = "p12-secret" },
        };
        await BrokerAnswers.AssertConnectsAsync(options);
    }

    [Fact]
    public async Task a_user_without_rights_reads_not_authorised_and_not_missing()
    {
        await kafka.StartedAsync();
        using var administration = new TopicAdministration(Ana(), Patience);
        var rows = await administration.ListAsync();
        Assert.All(rows, row => Assert.True(row.IsHidden, row.Topic.Name));
        var refused = await Assert.ThrowsAsync<FailedException>(administration.CreateMissingAsync);
        Assert.Contains("user 'ana' lacks the right CREATE", refused.Message, StringComparison.Ordinal);

        using var own = new TopicAdministration(new KafkaOptions { BootstrapServers = kafka.Plain }, Patience);
        Assert.All(await own.ListAsync(), row => Assert.False(row.IsHidden));
    }

    [Fact]
    public async Task a_command_that_meets_a_refusal_says_why()
    {
        await kafka.StartedAsync();
        using var folder = new SettingsFolder();
        var read = await CommandLine.RunAsync("deadletters", "list", "--config", folder.Path, "--bootstrap", kafka.SaslPlain);
        Assert.Equal(ExitCodes.Failed, read.ExitCode);
        Assert.True(read.Error.Contains("Kafka:SecurityProtocol", StringComparison.Ordinal), read.Error);
    }

    private KafkaOptions Ana() =>
        new()
        {
            BootstrapServers = kafka.SaslSsl,
            SecurityProtocol = SecurityProtocol.SaslSsl,
            SaslMechanism = SaslMechanism.Plain,
            SaslUsername = "ana",
            SaslPassword = "ana-secret",
            SslCaLocation = kafka.File("ca.pem"),
        };

    private KafkaOptions MutualTls() =>
        new()
        {
            BootstrapServers = kafka.MutualTls,
            SecurityProtocol = SecurityProtocol.Ssl,
            SslCaLocation = kafka.File("ca.pem"),
        };

    private KafkaOptions Mistaken(string mistake) =>
        mistake switch
        {
            "wrong password" => Ana() with { SaslPassword = "not-the-secret" },
            "unknown user" => Ana() with { SaslUsername = "zoe" },
            "scram for a user without it" => Ana() with { SaslMechanism = SaslMechanism.ScramSha512 },
            "a mechanism that is not enabled" => Ana() with { SaslMechanism = SaslMechanism.ScramSha256 },
            "another authority" => Ana() with { SslCaLocation = kafka.File("other-ca.pem") },
            "the system's authorities" => Ana() with { SslCaLocation = null },
            "another host name" => Ana() with
            {
                BootstrapServers = kafka.SaslSsl.Replace("localhost", "127.0.0.1", StringComparison.Ordinal),
            },
            "plaintext to tls" => new KafkaOptions { BootstrapServers = kafka.MutualTls },
            "sasl_plaintext to sasl_ssl" => Ana() with { SecurityProtocol = SecurityProtocol.SaslPlaintext },
            "plaintext to sasl_plaintext" => new KafkaOptions { BootstrapServers = kafka.SaslPlain },
            "sasl_ssl to sasl_plaintext" => Ana() with { BootstrapServers = kafka.SaslPlain },
            "no client certificate" => MutualTls(),
            _ => Ana() with { BootstrapServers = "no-such-host.invalid:9092" },
        };
}
