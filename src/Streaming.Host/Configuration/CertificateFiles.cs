using System.Security.Cryptography.X509Certificates;
using Streaming.Kafka.Clients;
using Streaming.Models.Policy;

namespace Streaming.Host.Configuration;

/// <summary>Looks into the files that settings name, so that the start says what is wrong with which, and not a connection later.</summary>
internal static class CertificateFiles
{
    /// <summary>What is allowed instead; null when the file holds authorities, or none is named.</summary>
    public static string? Authorities(string? path) => Fault(path, () => Certificates.LoadAuthorities(path!));

    /// <summary>The same of a client's certificate with its key.</summary>
    public static string? Client(string? path, string? keyPath, string? password) =>
        Fault(
            path,
            () =>
            {
                var (certificate, _) = Certificates.LoadClient(
                    path!,
                    string.IsNullOrEmpty(keyPath) ? null : keyPath,
                    string.IsNullOrEmpty(password) ? null : password
                );
                certificate.Dispose();
            }
        );

    /// <summary>The same of a certificate whose RSA key encrypts.</summary>
    public static string? Rsa(string? path, string? keyPath, string? password) =>
        Fault(path, () => RsaPair(path!, keyPath, password).Dispose());

    /// <exception cref="CertificateFileException">The file holds something else.</exception>
    public static X509Certificate2 RsaPair(string path, string? keyPath, string? password)
    {
        var (certificate, _) = Certificates.LoadClient(
            path,
            string.IsNullOrEmpty(keyPath) ? null : keyPath,
            string.IsNullOrEmpty(password) ? null : password
        );
        using var key = certificate.GetRSAPrivateKey();
        return key is not null
            ? certificate
            : throw new CertificateFileException($"{Certificates.ClientForms}; with an RSA key, for others encrypt nothing");
    }

    private static string? Fault(string? path, Action load)
    {
        if (string.IsNullOrEmpty(path))
            return null;
        try
        {
            load();
            return null;
        }
        catch (CertificateFileException broken)
        {
            return broken.Message;
        }
    }
}
