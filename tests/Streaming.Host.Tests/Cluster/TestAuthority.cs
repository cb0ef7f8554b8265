using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Streaming.Host.Tests.Cluster;

/// <summary>Signs certificates for tests.</summary>
internal sealed class TestAuthority
{
    private readonly RSA key = RSA.Create(2048);
    private readonly X509Certificate2 own;

    public TestAuthority(string name)
    {
        var request = new CertificateRequest($"CN=authority of {name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        own = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(2));
    }

    public string CertificatePem => own.ExportCertificatePem();

    public byte[] CertificateDer => own.RawData;

    public Issued Issue(string host)
    {
        var leaf = RSA.Create(2048);
        var request = new CertificateRequest($"CN={host}", leaf, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(
            own,
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1),
            Guid.NewGuid().ToByteArray()
        );
        return new Issued(signed.CopyWithPrivateKey(leaf), leaf);
    }

    internal sealed record Issued(X509Certificate2 Certificate, RSA Key)
    {
        public string CertificatePem => Certificate.ExportCertificatePem();

        public string KeyPem => Key.ExportPkcs8PrivateKeyPem();

        public byte[] Pkcs12(string password) => Certificate.ExportPkcs12(Pkcs12ExportPbeParameters.Pbes2Aes256Sha256, password);
    }
}
