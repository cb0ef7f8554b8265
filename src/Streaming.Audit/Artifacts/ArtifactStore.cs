using System.Security.Cryptography;
using Streaming.Contracts;

namespace Streaming.Audit.Artifacts;

/// <summary>Models and what training stages leave, each under the hash of its bytes. Nothing is ever changed or removed. Safe to use from
/// any thread.</summary>
public sealed class ArtifactStore
{
    private readonly IArtifactStorage storage;

    internal ArtifactStore(IArtifactStorage storage) => this.storage = storage;

    /// <summary>Keeps the artifact; putting it again changes nothing, or repairs what storage has damaged.</summary>
    /// <returns>Its SHA-256.</returns>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> artifact, CancellationToken cancellation = default)
    {
        if (artifact.IsEmpty)
            throw new ArgumentException("the artifact has no bytes", nameof(artifact));
        var sha256 = ArtifactHash.Of(artifact.Span);
        using var bytes = new MemoryStream(artifact.ToArray(), writable: false);
        await storage.WriteAsync(sha256, bytes, cancellation).ConfigureAwait(false);
        return sha256;
    }

    /// <summary>Keeps a file without reading it into memory whole. It may be empty.</summary>
    /// <returns>Its SHA-256.</returns>
    public async Task<string> PutFileAsync(string path, CancellationToken cancellation = default)
    {
        var file = File.OpenRead(path);
        await using (file.ConfigureAwait(false))
        {
            var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false));
            file.Position = 0;
            await storage.WriteAsync(sha256, file, cancellation).ConfigureAwait(false);
            return sha256;
        }
    }

    /// <summary>The artifact with this hash; null when there is none.</summary>
    /// <exception cref="InvalidDataException">What is stored under the hash has another hash.</exception>
    public async Task<byte[]?> FindAsync(string sha256, CancellationToken cancellation = default)
    {
        ArtifactHash.Check(sha256);
        using var bytes = new MemoryStream();
        if (!await storage.ReadAsync(sha256, bytes, cancellation).ConfigureAwait(false))
            return null;
        var artifact = bytes.ToArray();
        Require(sha256, ArtifactHash.Of(artifact), artifact.Length);
        return artifact;
    }

    /// <summary>Writes the artifact to a file that is not there yet; the file is there when all of it is and its hash was
    /// checked.</summary>
    /// <returns>Whether there is such an artifact.</returns>
    /// <exception cref="InvalidDataException">What is stored under the hash has another hash.</exception>
    public async Task<bool> FetchAsync(string sha256, string path, CancellationToken cancellation = default)
    {
        ArtifactHash.Check(sha256);
        var unfinished = $"{path}.{Guid.NewGuid():N}.unfinished";
        try
        {
            var file = OwnerOnly.CreateNew(unfinished);
            await using (file.ConfigureAwait(false))
            {
                if (!await storage.ReadAsync(sha256, file, cancellation).ConfigureAwait(false))
                    return false;
                file.Position = 0;
                Require(
                    sha256,
                    Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation).ConfigureAwait(false)),
                    file.Length
                );
            }

            File.Move(unfinished, path, overwrite: true);
            return true;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    /// <summary>Whether an artifact is kept under this hash; its bytes are not read.</summary>
    public Task<bool> ContainsAsync(string sha256, CancellationToken cancellation = default)
    {
        ArtifactHash.Check(sha256);
        return storage.ContainsAsync(sha256, cancellation);
    }

    private static void Require(string sha256, string actual, long length)
    {
        if (actual != sha256)
            throw new InvalidDataException(
                $"the {length} bytes kept as artifact {sha256} have hash {actual}: storage has damaged or changed them"
            );
    }
}
