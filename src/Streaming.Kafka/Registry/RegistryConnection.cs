using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Streaming.Contracts;
using Streaming.Kafka.Clients;

namespace Streaming.Kafka.Registry;

/// <summary>How the registry is reached: credentials, certificates, and what a failure of theirs means.</summary>
internal static class RegistryConnection
{
    public const string UrlSetting = "schema.registry.url (SchemaRegistry:Url)";
    public const string CredentialSettings =
        "schema.registry.basic.auth.user.info (SchemaRegistry:Username and :Password) or "
        + "bearer.auth.token (SchemaRegistry:BearerToken)";

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5); // so long is a name's address believed

    /// <param name="handler">Carries the requests instead of the network; not disposed.</param>
    /// <exception cref="ArgumentException">A file of certificates cannot be used.</exception>
    public static HttpClient Client(SchemaRegistryConfig config, HttpMessageHandler? handler)
    {
        var client = handler is null ? new HttpClient(Handler(config)) : new HttpClient(handler, disposeHandler: false);
        client.Timeout = Timeout.InfiniteTimeSpan; // each attempt has its own limit
        if (config.BasicAuthUserInfo is { } user)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
                "Basic",
                Convert.ToBase64String(Encoding.UTF8.GetBytes(user))
            );
        else if (config.BearerAuthToken is { } token)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>The failure with its inner reasons, and which setting it is about.</summary>
    public static string Describe(Uri url, Exception failure)
    {
        var reasons = Reasons.Of(failure);
        return Hint(url, failure, reasons) is { } hint ? $"{reasons}; {hint}" : reasons;
    }

    private static SocketsHttpHandler Handler(SchemaRegistryConfig config)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
        };
        try
        {
            if (config.SslCaLocation is { } authorities)
                handler.SslOptions.CertificateChainPolicy = Trust(Certificates.LoadAuthorities(authorities));
        }
        catch (CertificateFileException file)
        {
            throw new ArgumentException(
                $"schema.registry.ssl.ca.location (SchemaRegistry:SslCaLocation) is '{config.SslCaLocation}'; allowed: {file.Message}",
                file
            );
        }

        try
        {
            if (config.SslCertificateLocation is not { } path)
                return handler;
            var (certificate, chain) = Certificates.LoadClient(path, config.SslKeyLocation, config.SslKeyPassword);
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true);
            return handler;
        }
        catch (CertificateFileException file)
        {
            throw new ArgumentException(
                $"SchemaRegistry:SslCertificateLocation is '{config.SslCertificateLocation}'; allowed: {file.Message}",
                file
            );
        }
    }

    private static X509ChainPolicy Trust(X509Certificate2Collection authorities)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(authorities);
        return policy;
    }

    private static string? Hint(Uri url, Exception failure, string reasons)
    {
        bool Says(string part) => reasons.Contains(part, StringComparison.OrdinalIgnoreCase);
        if (Says("NameMismatch"))
            return $"the certificate is not for '{url.Host}', the host of {UrlSetting}";
        if (Says("UntrustedRoot") || Says("PartialChain"))
            return "its authority is not among those believed: name the authority's certificate in SchemaRegistry:SslCaLocation";
        if (Says("NotTimeValid"))
            return "the certificate, or this machine's clock, is out of date";
        if (Says("certificate required") || Says("handshake failure") || Says("bad certificate"))
            return "the server asks for a client certificate that it believes: see SchemaRegistry:SslCertificateLocation";
        if (url.Scheme == "https" && (Says("frame size") || Says("wrong version number") || Says("corrupted frame")))
            return $"the port answers without TLS: is it http in {UrlSetting}?";
        if (url.Scheme == "http" && (Says("invalid status line") || Says("ended prematurely") || Says("invalid HTTP version")))
            return $"is it https in {UrlSetting}?";
        return failure.InnerException is AuthenticationException ? "see SchemaRegistry:SslCaLocation and :SslCertificateLocation" : null;
    }
}
