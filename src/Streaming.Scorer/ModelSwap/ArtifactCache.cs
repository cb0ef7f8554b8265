using Microsoft.Extensions.Logging;
using Streaming.Contracts;
using Streaming.Models.Artifacts;

namespace Streaming.Scorer.ModelSwap;

/// <summary>Where artifacts come from when the cache does not hold them; null when it is not there either.</summary>
public delegate Task<byte[]?> ArtifactSource(string sha256, CancellationToken cancellation);

/// <summary>
/// Artifacts in a local folder by SHA-256, so that a scorer restarts while the database is away. A folder that cannot be read or written
/// costs that and nothing more:
/// what was fetched serves all the same. Safe between processes and threads.
/// </summary>
/// <param name="folder">Made when it is needed.</param>
/// <param name="source">Asked for what the folder does not hold.</param>
/// <param name="log">Is told once when the folder cannot be used, and again after it could be; null tells nobody.</param>
public sealed class ArtifactCache(string folder, ArtifactSource source, ILogger? log = null)
{
    private int isComplained;

    /// <summary>Where the artifacts are, and what else belongs beside them.</summary>
    public string Folder => folder;

    /// <summary>The artifact's bytes, from the folder or else from the source; null when neither has it.</summary>
    /// <exception cref="ArgumentException">That is no SHA-256.</exception>
    /// <exception cref="Exception">Whatever the source throws when it cannot be asked: that may pass.</exception>
    public async Task<byte[]?> FindAsync(string sha256, CancellationToken cancellation)
    {
        if (!IsHash(sha256))
            throw new ArgumentException($"'{sha256}' is not a SHA-256: expected 64 lower-case hexadecimal digits", nameof(sha256));

        var path = Path.Combine(folder, sha256 + ".model");
        if (await KeptAsync(path, sha256, cancellation).ConfigureAwait(false) is { } kept)
            return kept;
        var fetched = await source(sha256, cancellation).ConfigureAwait(false);
        if (fetched is null)
            return null;
        if (ArtifactWriter.Sha256(fetched) == sha256)
            await KeepAsync(path, fetched, cancellation).ConfigureAwait(false);
        return fetched;
    }

    /// <summary>Puts a whole file beside the artifacts; one that cannot be written is told of, not thrown.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Leaves what was there.</param>
    internal async Task KeepAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var partial = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            OwnerOnly.Folder(folder);
            try
            {
                var file = OwnerOnly.Create(partial);
                await using (file.ConfigureAwait(false))
                    await file.WriteAsync(content, cancellation).ConfigureAwait(false);
                File.Move(partial, path, overwrite: true);
            }
            finally
            {
                File.Delete(partial); // gone already, unless something went wrong
            }

            Interlocked.Exchange(ref isComplained, 0);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Complain("written", fault);
        }
    }

    /// <summary>64 lower-case hexadecimal digits.</summary>
    internal static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private async Task<byte[]?> KeptAsync(string path, string sha256, CancellationToken cancellation)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            var kept = await File.ReadAllBytesAsync(path, cancellation).ConfigureAwait(false);
            if (ArtifactWriter.Sha256(kept) == sha256)
                return kept;
            log?.LogWarning("{Path} is damaged and fetched anew", path);
            return null; // the new one replaces it
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            Complain("read", fault);
            return null;
        }
    }

    private void Complain(string done, Exception fault)
    {
        if (Interlocked.Exchange(ref isComplained, 1) == 1)
            return;
        log?.LogWarning(
            "Artifacts cannot be {Done} in {Folder} ({Reason}): scoring goes on, but a restart needs the audit store. "
                + "Setting Scorer:ArtifactCache names the folder",
            done,
            folder,
            fault.Message
        );
    }
}
