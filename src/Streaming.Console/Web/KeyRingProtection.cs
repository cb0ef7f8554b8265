using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Console.Storage;

namespace Streaming.Console.Web;

/// <summary>Where the keys of cookies and forms are, and how they are protected there.</summary>
internal static class KeyRingProtection
{
    private static readonly string InClear = typeof(NullXmlDecryptor).FullName!;

    public static void AddKeyRing(this IServiceCollection services, KeyCertificates? certificates)
    {
        var protection = services.AddDataProtection().SetApplicationName("streaming");
        if (certificates is not null)
            protection.UnprotectKeysWithAnyCertificate([certificates.Current, .. certificates.Older]);
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<ConsoleDatabase, ILoggerFactory>(
                (keys, database, logs) =>
                {
                    var encryptor = certificates is null ? null : new CertificateXmlEncryptor(certificates.Current, logs);
                    keys.XmlRepository = new DatabaseKeyRing(database, encryptor);
                    keys.XmlEncryptor = (IXmlEncryptor?)encryptor ?? new PlainKeys();
                    if (encryptor is null)
                        logs.CreateLogger("Streaming.Console.KeyRing")
                            .LogInformation(
                                "The keys of cookies and forms are in the database in clear; Accounts:KeyCertificate encrypts them"
                            );
                }
            );
    }

    /// <summary>The key with its secret encrypted, where it was stored in clear before there was a certificate; null where nothing is to be
    /// done.</summary>
    public static XElement? Encrypted(XElement stored, IXmlEncryptor encryptor)
    {
        const string secret = "encryptedSecret";
        const string decryptor = "decryptorType";
        var key = new XElement(stored);
        var open = key.Descendants()
            .Where(one =>
                one.Name.LocalName == secret
                && one.Attribute(decryptor)?.Value.StartsWith(InClear, StringComparison.Ordinal) == true
            )
            .ToList();
        foreach (var one in open)
        {
            var made = encryptor.Encrypt(one.Elements().Single().Elements().Single());
            one.ReplaceAll(made.EncryptedElement);
            one.SetAttributeValue(decryptor, made.DecryptorType.AssemblyQualifiedName);
        }

        return open.Count == 0 ? null : key;
    }
}
