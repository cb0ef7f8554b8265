using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;

namespace Streaming.Host.Configuration;

/// <summary>How to reach the Kafka cluster. The words are those of librdkafka and of Kafka's own documentation.</summary>
public sealed record KafkaOptions : IRelatedSettings
{
    internal const string ServerList = @"[A-Za-z0-9._-]+:\d{1,5}(,[A-Za-z0-9._-]+:\d{1,5})*";

    /// <summary>Brokers to ask first, <c>HOST:PORT</c>, several separated by commas. Default <c>127.0.0.1:9092</c>.</summary>
    [Required, Form(ServerList, "HOST:PORT, several separated by commas")]
    public string BootstrapServers { get; init; } = "127.0.0.1:9092";

    /// <summary>Plaintext, ssl, sasl_plaintext or sasl_ssl. Default plaintext.</summary>
    public SecurityProtocol SecurityProtocol { get; init; } = SecurityProtocol.Plaintext;

    /// <summary>Needed with a sasl protocol. Plain, scram_sha_256 or scram_sha_512; no default.</summary>
    public SaslMechanism? SaslMechanism { get; init; }

    /// <summary>User of the sasl protocols. No default.</summary>
    public string? SaslUsername { get; init; }

    /// <summary>Password of the sasl protocols. No default.</summary>
    [Secret]
    public string? SaslPassword { get; init; }

    /// <summary>PEM file of the authority that signed the brokers' certificates. Default: the system's authorities.</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>Partitions of a new topic that the topic table gives several, 1 to 1000. Default: as many as the table says.</summary>
    [Between(1, 1000)]
    public int? Partitions { get; init; }

    /// <summary>Copies of every partition of a new topic, 1 to 10; -1 leaves it to the cluster. Default -1.</summary>
    [Between(-1, 10)]
    public int ReplicationFactor { get; init; } = -1;

    /// <summary>The connection part of every client's configuration; the caller adds its own settings to the copy.</summary>
    public ClientConfig ToClientConfig() => new()
    {
        BootstrapServers = BootstrapServers,
        SecurityProtocol = SecurityProtocol,
        SaslMechanism = SaslMechanism,
        SaslUsername = SaslUsername,
        SaslPassword = SaslPassword,
        SslCaLocation = SslCaLocation,
    };

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (ReplicationFactor == 0) yield return (nameof(ReplicationFactor), "-1, or 1 to 10");
        if (SslCaLocation is not null && !File.Exists(SslCaLocation)) yield return (nameof(SslCaLocation), "a file that exists");
        if (SecurityProtocol is not (SecurityProtocol.SaslPlaintext or SecurityProtocol.SaslSsl)) yield break;
        if (SaslMechanism is null) yield return (nameof(SaslMechanism), $"plain, scram_sha_256 or scram_sha_512, as SecurityProtocol is {SecurityProtocol}");
        if (string.IsNullOrEmpty(SaslUsername)) yield return (nameof(SaslUsername), $"a user name, as SecurityProtocol is {SecurityProtocol}");
        if (string.IsNullOrEmpty(SaslPassword)) yield return (nameof(SaslPassword), $"a password, as SecurityProtocol is {SecurityProtocol}");
    }
}
