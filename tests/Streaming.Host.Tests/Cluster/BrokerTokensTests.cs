using Confluent.Kafka;
using Streaming.Host.Configuration;
using Xunit;

namespace Streaming.Host.Tests.Cluster;

/// <summary>Login with tokens of an endpoint (oauthbearer) on the real broker, and its mistakes.</summary>
[Collection<SecuredBroker>]
public sealed class BrokerTokensTests(SecuredKafka kafka) : IDisposable
{
    private readonly TokenEndpoint endpoint = new();

    public void Dispose() => endpoint.Dispose();

    [Fact]
    public async Task a_token_of_the_endpoint_connects()
    {
        await kafka.StartedAsync();
        await BrokerAnswers.AssertConnectsAsync(Right());
    }

    [Theory]
    [InlineData("wrong secret", "Kafka:SaslOauthbearerTokenEndpointUrl, :SaslOauthbearerClientId and :SaslOauthbearerClientSecret")]
    [InlineData("unknown client", "Kafka:SaslOauthbearerTokenEndpointUrl, :SaslOauthbearerClientId and :SaslOauthbearerClientSecret")]
    [InlineData("nobody listens", "Kafka:SaslOauthbearerTokenEndpointUrl")]
    [InlineData("another address", "Kafka:SaslOauthbearerTokenEndpointUrl")]
    [InlineData("no json", "Kafka:SaslOauthbearerTokenEndpointUrl")]
    [InlineData("no token", "Kafka:SaslOauthbearerTokenEndpointUrl")]
    [InlineData("expired token", "Kafka:SaslOauthbearerTokenEndpointUrl")]
    [InlineData("no scope", "Kafka:SaslOauthbearerScope")]
    [InlineData("a listener without the mechanism", "Kafka:SaslMechanism")]
    public async Task a_mistake_is_named_with_its_setting(string mistake, string setting)
    {
        await kafka.StartedAsync();
        var options = Mistaken(mistake);
        Assert.Empty(options.Broken());
        await BrokerAnswers.AssertNameAsync(options, setting);
    }

    private KafkaOptions Right() =>
        new()
        {
            BootstrapServers = kafka.Tokens,
            SecurityProtocol = SecurityProtocol.SaslPlaintext,
            SaslMechanism = SaslMechanism.OAuthBearer,
            SaslOauthbearerTokenEndpointUrl = endpoint.Url + "/token",
            SaslOauthbearerScope = "orders",
            SaslOauthbearerClientId = TokenEndpoint.Client,
            SaslOauthbearerClientSecret = TokenEndpoint.ClientKey,
        };

    private KafkaOptions Mistaken(string mistake) =>
        mistake switch
        {
            "wrong secret" => Right() with { SaslOauthbearerClientSecret = "another-secret" },
            "unknown client" => Right() with { SaslOauthbearerClientId = "zoe" },
            "nobody listens" => Right() with { SaslOauthbearerTokenEndpointUrl = $"http://127.0.0.1:{SecuredKafka.FreePorts(1)[0]}/token" },
            "another address" => Right() with { SaslOauthbearerTokenEndpointUrl = endpoint.Url + "/nowhere" },
            "no json" => Right() with { SaslOauthbearerTokenEndpointUrl = endpoint.Url + "/words" },
            "no token" => Right() with { SaslOauthbearerTokenEndpointUrl = endpoint.Url + "/empty" },
            "expired token" => Right() with { SaslOauthbearerTokenEndpointUrl = endpoint.Url + "/expired" },
            "no scope" => Right() with { SaslOauthbearerScope = null },
            _ => Right() with { BootstrapServers = kafka.SaslPlain },
        };
}
