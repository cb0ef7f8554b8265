using System.Security.Cryptography;

namespace Streaming.Marketplace.Tables;

/// <summary>The one hash of a folder of tables: SHA-256 over the SHA-256 of each, in reading order.</summary>
public static class TableHash
{
    /// <summary>64 lower-case hexadecimal digits, the same as <see cref="OlistTables.Sha256"/> of the same folder. The tables are hashed
    /// side by side.</summary>
    /// <exception cref="TableException">A table is missing.</exception>
    /// <exception cref="IOException">A table cannot be read.</exception>
    public static string Of(string directory)
    {
        MissingTables.Require(directory);
        var tables = TableNames.ReadingOrder.AsParallel().AsOrdered().Select(table => OfFile(Path.Combine(directory, table))).ToArray();
        return Of(tables);
    }

    public static string Of(IEnumerable<byte[]> tables)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var table in tables)
            whole.AppendData(table);
        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    internal static byte[] OfFile(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        return SHA256.HashData(stream);
    }
}
