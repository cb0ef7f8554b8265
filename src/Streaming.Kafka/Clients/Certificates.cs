using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streaming.Kafka.Clients;

/// <summary>Certificates and keys from files, in the forms in which administrators hand them out.</summary>
public static class Certificates
{
    /// <summary>The form that a file of authorities has to have, for messages.</summary>
    public const string AuthorityForms = "a file with certificates in PEM or DER";

    /// <summary>The forms of a client certificate, for messages.</summary>
    public const string ClientForms = "a PEM file with the certificate and its chain, with a key beside it or in it, or a PKCS12 file";

    /// <summary>One or more authorities.</summary>
    /// <exception cref="CertificateFileException">Missing, unreadable, or something else; says which.</exception>
    public static X509Certificate2Collection LoadAuthorities(string path)
    {
        var bytes = Read(path);
        var found = new X509Certificate2Collection();
        try
        {
            if (IsPem(bytes))
                found.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
            else
                found.Add(X509CertificateLoader.LoadCertificate(bytes));
        }
        catch (CryptographicException broken)
        {
            throw new CertificateFileException($"{AuthorityForms}; this one is {Describe(bytes)}", broken);
        }

        return found.Count > 0 ? found : throw new CertificateFileException($"{AuthorityForms}; this one is {Describe(bytes)}");
    }

    /// <summary>Whether the file is in PEM; DER otherwise.</summary>
    /// <exception cref="CertificateFileException">Missing or unreadable.</exception>
    public static bool IsPem(string path) => IsPem(Read(path));

    /// <summary>A client's certificate with its key, and the certificates that lead to its authority.</summary>
    /// <param name="path">PEM or PKCS12.</param>
    /// <param name="keyPath">PEM file of the key; null where the key is in the same file.</param>
    /// <param name="password">Of the key or the PKCS12 file; null for none. Never in a message.</param>
    /// <exception cref="CertificateFileException">Missing, unreadable, something else, another key, or another password.</exception>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) LoadClient(
        string path,
        string? keyPath,
        string? password
    )
    {
        var bytes = Read(path);
        if (keyPath is not null)
            Read(keyPath);
        try
        {
            if (!IsPem(bytes))
                return FromPkcs12(bytes, password);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
            var certificate = string.IsNullOrEmpty(password)
                ? X509Certificate2.CreateFromPemFile(path, keyPath)
                : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
            return (certificate, [.. chain.Where(one => one.Thumbprint != certificate.Thumbprint)]);
        }
        catch (Exception broken) when (broken is CryptographicException or ArgumentException)
        {
            var why = IsPem(bytes)
                ? "the key is missing, encrypted with another password, or belongs to another certificate"
                : "or its password is another";
            throw new CertificateFileException($"{ClientForms}; this one is {Describe(bytes)} ({why}: {broken.Message})", broken);
        }
    }

    private static (X509Certificate2, X509Certificate2Collection) FromPkcs12(byte[] bytes, string? password)
    {
        var all = X509CertificateLoader.LoadPkcs12Collection(bytes, password);
        var own =
            all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CertificateFileException($"{ClientForms}; this one holds no key");
        return (own, [.. all.Where(one => one != own)]);
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CertificateFileException("a file that exists", absent);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CertificateFileException($"a file that can be read: {closed.Message}", closed);
        }
    }

    private static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    private static string Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return "empty";
        if (bytes.IndexOf("PRIVATE KEY-----"u8) >= 0 && bytes.IndexOf("-----BEGIN CERTIFICATE"u8) < 0)
            return "a private key";
        if (bytes.IndexOf("-----BEGIN CERTIFICATE REQUEST"u8) >= 0)
            return "a request for a certificate";
        if (bytes.StartsWith<byte>([0xFE, 0xED, 0xFE, 0xED]))
            return "a Java key store (JKS), which `keytool -importkeystore -deststoretype PKCS12` changes into PKCS12";
        return IsPem(bytes) ? "PEM that does not hold what is needed" : "no certificate";
    }
}

/// <summary>A file of certificates that cannot be used.</summary>
/// <param name="message">What is allowed and what was found, to stand behind the setting's name and value; no secret.</param>
public sealed class CertificateFileException(string message, Exception? inner = null) : Exception(message, inner);
