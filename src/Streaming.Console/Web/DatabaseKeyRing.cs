using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Streaming.Console.Storage;

namespace Streaming.Console.Web;

/// <summary>
/// The keys that protect the forms' tokens, in the database that all instances share. As plain as whatever else the console keeps there:
/// who reads the database can forge a token,
/// and could as well change the rows.
/// </summary>
internal sealed class DatabaseKeyRing(ConsoleDatabase database) : IXmlRepository
{
    /// <summary>Called by the framework where it cannot wait asynchronously; seldom, because it keeps what it has read.</summary>
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(ReadAsync).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => WriteAsync(element, friendlyName)).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        await using var connection = await database.ConnectAsync();
        return await connection.QueryAsync(
            "select xml from console.keys order by stored_at, id",
            row => XElement.Parse(row.GetString(0)),
            CancellationToken.None
        );
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
