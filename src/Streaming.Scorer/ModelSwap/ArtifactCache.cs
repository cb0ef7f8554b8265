using Streaming.Contracts;
using Streaming.Models.Artifacts;

namespace Streaming.Scorer.ModelSwap;

/// <summary>Where artifacts come from when the cache does not hold them; null when it is not there either.</summary>
public delegate Task<byte[]?> ArtifactSource(string sha256, CancellationToken cancellation);

/// <summary>Artifacts in a local folder by SHA-256, so that a scorer restarts while the database is away. Safe between processes.</summary>
public sealed class ArtifactCache(string folder, ArtifactSource source)
{
    /// <summary>The artifact's bytes, from the folder or else from the source; null when neither has it.</summary>
    /// <exception cref="Exception">Whatever the source throws when it cannot be asked: that may pass.</exception>
    public async Task<byte[]?> FindAsync(string sha256, CancellationToken cancellation)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException($"'{sha256}' is not a SHA-256: expected 64 lower-case hexadecimal digits", nameof(sha256));

        var path = Path.Combine(folder, sha256 + ".model");
        if (File.Exists(path))
        {
            var kept = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            if (ArtifactWriter.Sha256(kept) == sha256) return kept;
            File.Delete(path); // damaged on disk: fetch it anew
        }

        var fetched = await source(sha256, cancellation).ConfigureAwait(false);
        if (fetched is null) return null;
        OwnerOnly.Folder(folder);
        var partial = Path.Combine(folder, $".{sha256}.{Guid.NewGuid():N}");
        var file = OwnerOnly.Create(partial);
        await using (file.ConfigureAwait(false)) await file.WriteAsync(fetched, cancellation).ConfigureAwait(false);
        File.Move(partial, path, overwrite: true);
        return fetched;
    }
}
