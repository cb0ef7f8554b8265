using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Streaming.Contracts.Settings;
using Streaming.Host.Cluster;
using Streaming.Kafka.Clients;

namespace Streaming.Host.Configuration;

/// <summary>How to reach the Kafka cluster. The words are those of librdkafka and of Kafka's own documentation.</summary>
public sealed record KafkaOptions : IRelatedSettings
{
    internal const string ServerList = @"[A-Za-z0-9._-]+:\d{1,5}(,[A-Za-z0-9._-]+:\d{1,5})*";

    private const string Mechanisms = "plain, scram_sha_256, scram_sha_512 or oauthbearer";

    /// <summary>Brokers to ask first, <c>HOST:PORT</c>, several separated by commas. Default <c>127.0.0.1:9092</c>.</summary>
    [Required, Form(ServerList, "HOST:PORT, several separated by commas")]
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>Plaintext, ssl, sasl_plaintext or sasl_ssl. Default plaintext.</summary>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>Needed with a sasl protocol. Plain, scram_sha_256, scram_sha_512 or oauthbearer; no default.</summary>
    public SaslMechanism? SaslMechanism { get; init; }

    /// <summary>User of the mechanisms with a password. No default.</summary>
    public string? SaslUsername { get; init; }

    /// <summary>Password of the mechanisms with a password. No default.</summary>
    [Secret]
    public string? SaslPassword { get; init; }

    /// <summary>Where oauthbearer gets its tokens, by client credentials: an http or https address. No default.</summary>
    [Form(@"|https?://[^\s@]+", "an http or https address")]
    public string? SaslOauthbearerTokenEndpointUrl { get; init; }

    /// <summary>Client id of oauthbearer. No default.</summary>
    public string? SaslOauthbearerClientId { get; init; }

    /// <summary>Client secret of oauthbearer. No default.</summary>
    [Secret]
    public string? SaslOauthbearerClientSecret { get; init; }

    /// <summary>Scope that oauthbearer asks for. No default.</summary>
    public string? SaslOauthbearerScope { get; init; }

    /// <summary>Extensions that oauthbearer sends, <c>key=value</c> separated by commas. No default.</summary>
    public string? SaslOauthbearerExtensions { get; init; }

    /// <summary>
    /// File of the authorities, PEM or DER, that signed the brokers' certificates, and that of the token endpoint. Default: the system's
    /// authorities.
    /// </summary>
    public string? SslCaLocation { get; init; }

    /// <summary>Client certificate: PEM with its chain, or PKCS12, which holds the key too. Default none.</summary>
    public string? SslCertificateLocation { get; init; }

    /// <summary>PEM file of the client certificate's key. Default: the key is in the certificate's file.</summary>
    public string? SslKeyLocation { get; init; }

    /// <summary>Password of the key or of the PKCS12 file. Default none.</summary>
    [Secret]
    public string? SslKeyPassword { get; init; }

    /// <summary>Partitions of a new topic that the topic table gives several, 1 to 1000. Default: as many as the table says.</summary>
    [Between(1, 1000)]
    public int? Partitions { get; init; }

    /// <summary>Copies of every partition of a new topic, 1 to 10; -1 leaves it to the cluster. Default -1.</summary>
    [Between(-1, 10)]
    public int ReplicationFactor { get; init; } = -1;

    private bool IsSasl => SecurityProtocol is SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl;

    private bool IsTls => SecurityProtocol is SecurityProtocol.Ssl or SecurityProtocol.SaslSsl;

    /// <summary>The connection part of every client's configuration; the caller adds its own settings to the copy.</summary>
    public ClientConfig ToClientConfig()
    {
        var config = new ClientConfig
        {
            BootstrapServers = BootstrapServers,
            SecurityProtocol = SecurityProtocol,
            SaslMechanism = IsSasl ? SaslMechanism : null,
            SaslUsername = Given(SaslUsername),
            SaslPassword = Given(SaslPassword),
        };
        if (IsTls)
            AddCertificates(config);
        if (IsSasl && SaslMechanism == Confluent.Kafka.SaslMechanism.OAuthBearer)
            AddTokens(config);
        return config;
    }

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (ReplicationFactor == 0)
            yield return (nameof(ReplicationFactor), "-1, or 1 to 10");
        if (SaslMechanism == Confluent.Kafka.SaslMechanism.Gssapi)
            yield return (nameof(SaslMechanism), Mechanisms);
        if (CertificateFiles.Authorities(SslCaLocation) is { } ca)
            yield return (nameof(SslCaLocation), ca);
        if (!string.IsNullOrEmpty(SslCertificateLocation) && !IsTls)
            yield return (nameof(SslCertificateLocation), $"empty, as SecurityProtocol is {SecurityProtocol}");
        if (CertificateFiles.Client(SslCertificateLocation, SslKeyLocation, SslKeyPassword) is { } client)
            yield return (nameof(SslCertificateLocation), client);
        if (!string.IsNullOrEmpty(SslKeyLocation) && string.IsNullOrEmpty(SslCertificateLocation))
            yield return (nameof(SslKeyLocation), "empty, as SslCertificateLocation is empty");
        if (!IsSasl)
            yield break;
        var because = $"as SecurityProtocol is {SecurityProtocol}";
        if (SaslMechanism is null)
            yield return (nameof(SaslMechanism), $"{Mechanisms}, {because}");
        if (SaslMechanism == Confluent.Kafka.SaslMechanism.OAuthBearer)
        {
            because = "as SaslMechanism is oauthbearer";
            if (string.IsNullOrEmpty(SaslOauthbearerTokenEndpointUrl))
                yield return (nameof(SaslOauthbearerTokenEndpointUrl), $"an http or https address, {because}");
            if (string.IsNullOrEmpty(SaslOauthbearerClientId))
                yield return (nameof(SaslOauthbearerClientId), $"a client id, {because}");
            if (string.IsNullOrEmpty(SaslOauthbearerClientSecret))
                yield return (nameof(SaslOauthbearerClientSecret), $"a client secret, {because}");
            yield break;
        }

        if (string.IsNullOrEmpty(SaslUsername))
            yield return (nameof(SaslUsername), $"a user name, {because}");
        if (string.IsNullOrEmpty(SaslPassword))
            yield return (nameof(SaslPassword), $"a password, {because}");
    }

    /// <summary>The client reads authorities from a file in PEM only, and one in DER as a text.</summary>
    private void AddCertificates(ClientConfig config)
    {
        if (Given(SslCaLocation) is { } ca)
        {
            if (Certificates.IsPem(ca))
                config.SslCaLocation = ca;
            else
                config.SslCaPem = Certificates.LoadAuthorities(ca)[0].ExportCertificatePem();
        }

        if (Given(SslCertificateLocation) is not { } own)
            return;
        if (!Certificates.IsPem(own))
        {
            config.SslKeystoreLocation = own;
            config.SslKeystorePassword = SslKeyPassword ?? "";
            return;
        }

        config.SslCertificateLocation = own;
        config.SslKeyLocation = Given(SslKeyLocation) ?? own;
        config.SslKeyPassword = Given(SslKeyPassword);
    }

    private void AddTokens(ClientConfig config)
    {
        config.SaslUsername = config.SaslPassword = null;
        config.SaslOauthbearerMethod = SaslOauthbearerMethod.Oidc;
        config.SaslOauthbearerTokenEndpointUrl = SaslOauthbearerTokenEndpointUrl;
        config.SaslOauthbearerClientId = SaslOauthbearerClientId;
        config.SaslOauthbearerClientSecret = SaslOauthbearerClientSecret;
        config.SaslOauthbearerScope = Given(SaslOauthbearerScope);
        config.SaslOauthbearerExtensions = Given(SaslOauthbearerExtensions);
        if (Given(SslCaLocation) is { } ca)
            config.HttpsCaPem = Certificates.LoadAuthorities(ca).ExportCertificatePems();
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
