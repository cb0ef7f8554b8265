using System.Security.Cryptography;
using System.Text;
using Streaming.Contracts.Settings;

namespace Streaming.Audit.Chain;

/// <summary>A link of the chain as it is stored.</summary>
/// <param name="Position">1, 2, 3 … without gaps.</param>
/// <param name="Content">Hash of the event.</param>
/// <param name="Hash">SHA-256 of the hash before and <paramref name="Content"/>: stands for this event and all before it.</param>
internal sealed record ChainLink(long Position, long Sequence, string Stream, long Version, byte[] Content, byte[] Hash)
{
    public static byte[] Next(ReadOnlySpan<byte> before, ReadOnlySpan<byte> content) => SHA256.HashData([.. before, .. content]);
}

/// <summary>An event with its link; one of them is null where they do not come in pairs.</summary>
/// <param name="Hidden">The event is marked as archived, so that queries do not see it.</param>
internal sealed record ChainRow(ChainLink? Link, ChainedEvent? Event, bool Hidden);

/// <summary>The end of the chain.</summary>
/// <param name="Store">Which store it is of.</param>
/// <param name="Position">How many events it has.</param>
internal sealed record ChainHead(Guid Store, long Position, byte[] Hash)
{
    /// <summary>What the first event of the store is chained to.</summary>
    public byte[] Origin => SHA256.HashData(Encoding.UTF8.GetBytes(Store.ToString()));
}

/// <summary>A stream in the store's table of streams.</summary>
/// <param name="Version">How many events it has, as the table says.</param>
/// <param name="IsArchived">Queries do not see it.</param>
/// <param name="Kind">Of the aggregate; null, since streams are told apart by their keys.</param>
internal sealed record StreamRow(long Version, bool IsArchived, string? Kind);
