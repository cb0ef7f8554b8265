using System.ComponentModel.DataAnnotations;
using Streaming.Contracts.Settings;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Host.Configuration;

/// <summary>How to reach the schema registry, Confluent's or one that speaks its REST interface.</summary>
public sealed record SchemaRegistryOptions : IRelatedSettings
{
    /// <summary>Base address; http or https, a path is allowed. Default <c>http://127.0.0.1:8081</c>.</summary>
    [Required, Hidden, Form(@"https?://[^\s/?#@]+(/[^\s?#]*)?", "an http or https address without user, query or fragment")]
    public string Url { get; init; } = "http://127.0.0.1:8081";

    /// <summary>User of basic authentication; none when empty. Default none.</summary>
    public string? Username { get; init; }

    /// <summary>Password of basic authentication; needs a user name. Default none.</summary>
    [Secret]
    public string? Password { get; init; }

    /// <summary>Bearer token, instead of user name and password. Default none.</summary>
    [Secret]
    public string? BearerToken { get; init; }

    /// <summary>File of the authorities, PEM or DER, that signed the registry's certificate. Default: the system's authorities.</summary>
    public string? SslCaLocation { get; init; }

    /// <summary>Client certificate: PEM with its chain, or PKCS12, which holds the key too. Default none.</summary>
    public string? SslCertificateLocation { get; init; }

    /// <summary>PEM file of the client certificate's key. Default: the key is in the certificate's file.</summary>
    public string? SslKeyLocation { get; init; }

    /// <summary>Password of the key or of the PKCS12 file. Default none.</summary>
    [Secret]
    public string? SslKeyPassword { get; init; }

    /// <param name="implementation">By which records are written and read.</param>
    public SchemaRegistryConfig ToConfig(AvroImplementation implementation) =>
        new()
        {
            Url = Url,
            BasicAuthUserInfo = string.IsNullOrEmpty(Username) ? null : $"{Username}:{Password}",
            BearerAuthToken = Given(BearerToken),
            SslCaLocation = Given(SslCaLocation),
            SslCertificateLocation = Given(SslCertificateLocation),
            SslKeyLocation = Given(SslKeyLocation),
            SslKeyPassword = Given(SslKeyPassword),
            AvroImplementation = implementation,
        };

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (string.IsNullOrEmpty(Username) != string.IsNullOrEmpty(Password))
            yield return (
                string.IsNullOrEmpty(Username) ? nameof(Username) : nameof(Password),
                "user name and password together, or neither"
            );
        if (!string.IsNullOrEmpty(Username) && Username.Contains(':', StringComparison.Ordinal))
            yield return (nameof(Username), "a name without a colon");
        if (!string.IsNullOrEmpty(BearerToken) && !string.IsNullOrEmpty(Username))
            yield return (nameof(BearerToken), "a token, or user name and password, not both");
        if (!string.IsNullOrEmpty(BearerToken) && BearerToken.AsSpan().ContainsAnyExceptInRange('!', '~'))
            yield return (nameof(BearerToken), "printable ASCII without blanks");
        var isTls = Url.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        if (!isTls && !string.IsNullOrEmpty(SslCaLocation))
            yield return (nameof(SslCaLocation), "empty, as Url is not https");
        if (!isTls && !string.IsNullOrEmpty(SslCertificateLocation))
            yield return (nameof(SslCertificateLocation), "empty, as Url is not https");
        if (CertificateFiles.Authorities(SslCaLocation) is { } ca)
            yield return (nameof(SslCaLocation), ca);
        if (CertificateFiles.Client(SslCertificateLocation, SslKeyLocation, SslKeyPassword) is { } client)
            yield return (nameof(SslCertificateLocation), client);
        if (!string.IsNullOrEmpty(SslKeyLocation) && string.IsNullOrEmpty(SslCertificateLocation))
            yield return (nameof(SslKeyLocation), "empty, as SslCertificateLocation is empty");
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
