using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Streaming.Console.Storage;

namespace Streaming.Console.Web;

/// <summary>
/// The keys of cookies and forms' tokens, in the database that all instances share. Without a certificate they are there in clear: who
/// reads the database can forge a cookie. With one, keys that were stored before are encrypted when they are read.
/// </summary>
/// <param name="encryptor">Null where the keys stay in clear.</param>
internal sealed class DatabaseKeyRing(ConsoleDatabase database, IXmlEncryptor? encryptor) : IXmlRepository
{
    /// <summary>Called by the framework where it cannot wait asynchronously; seldom, because it keeps what it has read.</summary>
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => WriteAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        await using var connection = await database.ConnectAsync();
        var stored = await connection.QueryAsync(
            "select id, xml from console.keys order by stored_at, id",
            row => (Id: row.GetString(0), Xml: XElement.Parse(row.GetString(1))),
            CancellationToken.None
        );
        if (encryptor is not null)
            foreach (var (id, xml) in stored)
                if (KeyRingProtection.Encrypted(xml, encryptor) is { } encrypted)
                    await connection.ExecuteAsync(
                        "update console.keys set xml = $2 where id = $1",
                        CancellationToken.None,
                        id,
                        encrypted.ToString(SaveOptions.DisableFormatting)
                    );
        return [.. stored.Select(one => one.Xml)];
    }

    private async Task WriteAsync(XElement element, string friendlyName)
    {
        await using var connection = await database.ConnectAsync();
        await connection.ExecuteAsync(
            "insert into console.keys (id, xml) values ($1, $2) on conflict (id) do update set xml = excluded.xml",
            CancellationToken.None,
            friendlyName,
            element.ToString(SaveOptions.DisableFormatting)
        );
    }
}
