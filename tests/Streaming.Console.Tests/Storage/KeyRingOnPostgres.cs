using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Storage;

/// <summary>The keys of cookies and forms, as they stand in the database.</summary>
public sealed class KeyRingOnPostgres(PostgresFixture postgres)
{
    private const string Purpose = "test";

    [Fact]
    public async Task without_a_certificate_keys_are_in_clear_and_the_log_says_so_once()
    {
        await using var database = await OpenAsync();
        using var log = new LogLines(LogLevel.Information);

        using (var process = Process(database, null, log))
            Protector(process).Protect("a");

        Assert.Contains("<value>", Assert.Single(await StoredAsync(database)), StringComparison.Ordinal);
        Assert.Single(log.Lines, line => line.Contains("Accounts:KeyCertificate encrypts them", StringComparison.Ordinal));
    }

    [Fact]
    public async Task with_a_certificate_no_key_is_stored_in_clear_and_every_process_that_has_it_reads_them()
    {
        await using var database = await OpenAsync();
        using var certificate = Certificate("first");
        using var foreign = Certificate("foreign");
        string secret;
        using (var process = Process(database, new(certificate, [])))
            secret = Protector(process).Protect("a");

        using var other = Process(database, new(certificate, []));
        using var stranger = Process(database, new(foreign, []));

        RequireEncrypted(await StoredAsync(database));
        Assert.Equal("a", Protector(other).Unprotect(secret));
        Assert.ThrowsAny<CryptographicException>(() => Protector(stranger).Unprotect(secret));
    }

    [Fact]
    public async Task an_older_certificate_still_decrypts_what_it_has_encrypted()
    {
        await using var database = await OpenAsync();
        using var first = Certificate("first");
        using var second = Certificate("second");
        string secret;
        using (var process = Process(database, new(first, [])))
            secret = Protector(process).Protect("a");

        using var rolled = Process(database, new(second, [first]));
        using var forgotten = Process(database, new(second, []));

        Assert.Equal("a", Protector(rolled).Unprotect(secret));
        Assert.ThrowsAny<CryptographicException>(() => Protector(forgotten).Unprotect(secret));
    }

    [Fact]
    public async Task keys_that_were_stored_in_clear_are_encrypted_with_the_first_certificate_and_stay_valid()
    {
        await using var database = await OpenAsync();
        using var certificate = Certificate("first");
        string secret;
        using (var process = Process(database, null))
            secret = Protector(process).Protect("a");

        using (var process = Process(database, new(certificate, [])))
            Assert.Equal("a", Protector(process).Unprotect(secret));

        RequireEncrypted(await StoredAsync(database));
        using var later = Process(database, new(certificate, []));
        Assert.Equal("a", Protector(later).Unprotect(secret));
    }

    private static void RequireEncrypted(IReadOnlyList<string> stored)
    {
        Assert.NotEmpty(stored);
        foreach (var xml in stored)
        {
            Assert.Contains("EncryptedXmlDecryptor", xml, StringComparison.Ordinal);
            Assert.DoesNotContain("NullXmlDecryptor", xml, StringComparison.Ordinal);
            var names = XElement.Parse(xml).DescendantsAndSelf().Select(element => element.Name.LocalName);
            Assert.DoesNotContain("masterKey", names);
            Assert.DoesNotContain("unencryptedKey", names);
        }
    }

    private static ServiceProvider Process(ConsoleDatabase database, KeyCertificates? certificates, ILoggerProvider? log = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging =>
        {
            if (log is not null)
                logging.AddProvider(log);
        });
        services.AddSingleton(database);
        services.AddKeyRing(certificates);
        return services.BuildServiceProvider();
    }

    private static IDataProtector Protector(ServiceProvider process) =>
        process.GetRequiredService<IDataProtectionProvider>().CreateProtector(Purpose);

    private static X509Certificate2 Certificate(string name)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static async Task<IReadOnlyList<string>> StoredAsync(ConsoleDatabase database)
    {
        await using var connection = await database.ConnectAsync();
        return await connection.QueryAsync("select xml from console.keys", row => row.GetString(0), CancellationToken.None);
    }

    private async Task<ConsoleDatabase> OpenAsync() => ConsoleDatabase.Open(await PreparedDatabase.CreateAsync(postgres, "keyring"));
}
