using Streaming.Accounts;
using Streaming.Console.Web;
using Streaming.Contracts.Settings;
using Streaming.Kafka.Clients;

namespace Streaming.Host.Configuration;

/// <summary>Who may open the pages and ask the API.</summary>
public sealed record AccountsOptions : IRelatedSettings
{
    /// <summary>
    /// <c>required</c>: people sign in with an account, programs send a key. <c>off</c>: whoever reaches the loopback is this machine's own
    /// user, with every right. Default <c>required</c>.
    /// </summary>
    public SignIn SignIn { get; init; } = SignIn.Required;

    /// <summary>An identity provider by which people may sign in, beside accounts with a password.</summary>
    public OpenIdOptions OpenId { get; init; } = new();

    /// <summary>Signed access tokens that programs may send, beside keys.</summary>
    public JwtOptions Jwt { get; init; } = new();

    /// <summary>Certificate with an RSA key, PEM or PKCS12, that encrypts the keys of cookies and forms in the database. Every process with
    /// pages has the same. Default none: they are there in clear.</summary>
    [Hidden]
    public string? KeyCertificate { get; init; }

    /// <summary>Its key in PEM. Default: it is in the certificate's file.</summary>
    [Hidden]
    public string? KeyCertificateKey { get; init; }

    /// <summary>Password of the key, and of the older ones. Default none.</summary>
    [Secret]
    public string? KeyCertificatePassword { get; init; }

    /// <summary>Certificates with their keys in the same file, which were <see cref="KeyCertificate"/> before: what they have encrypted can
    /// still be read. Default none.</summary>
    [Hidden]
    public IReadOnlyList<string> OlderKeyCertificates { get; init; } = [];

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (Fault(KeyCertificate, KeyCertificateKey) is { } broken)
            yield return (nameof(KeyCertificate), broken);
        if (string.IsNullOrEmpty(KeyCertificate) && !string.IsNullOrEmpty(KeyCertificateKey))
            yield return (nameof(KeyCertificateKey), "nothing without Accounts:KeyCertificate");
        if (string.IsNullOrEmpty(KeyCertificate) && OlderKeyCertificates.Count > 0)
            yield return (nameof(OlderKeyCertificates), "nothing without Accounts:KeyCertificate, which is the one in use");
        foreach (var older in OlderKeyCertificates)
        {
            if (Fault(older, null) is { } fault)
                yield return (nameof(OlderKeyCertificates), fault);
        }
    }

    /// <param name="hasPages">People sign in at this process.</param>
    /// <param name="publicUrl">Where they open the pages; null: where the process is asked.</param>
    public AccountSettings ToSettings(bool hasPages, string? publicUrl) =>
        new()
        {
            HasPages = hasPages,
            OpenId = OpenId.ToSettings(),
            Tokens = Jwt.ToSettings(),
            PublicUrl = string.IsNullOrEmpty(publicUrl) ? null : new Uri(publicUrl),
        };

    /// <summary>Null where the settings name none.</summary>
    /// <exception cref="CertificateFileException">A file has changed since the settings were checked.</exception>
    public KeyCertificates? ToKeyCertificates() =>
        string.IsNullOrEmpty(KeyCertificate)
            ? null
            : new(
                CertificateFiles.RsaPair(KeyCertificate, KeyCertificateKey, KeyCertificatePassword),
                [.. OlderKeyCertificates.Select(older => CertificateFiles.RsaPair(older, null, KeyCertificatePassword))]
            );

    private string? Fault(string? path, string? key) => CertificateFiles.Rsa(path, key, KeyCertificatePassword);
}

/// <summary>Whether people and programs have to say who they are.</summary>
public enum SignIn
{
    Required,
    Off,
}
