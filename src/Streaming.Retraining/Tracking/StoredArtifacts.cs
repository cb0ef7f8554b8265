using Streaming.Audit.Artifacts;
using Streaming.Contracts;

namespace Streaming.Retraining.Tracking;

/// <summary>Artifacts of runs and models as our own store has them.</summary>
public static class StoredArtifacts
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Opens by hash. The bytes pass through a file, not through memory; the file is gone when its stream is closed, or its
    /// process killed.</summary>
    /// <param name="folder">For that file; made when missing.</param>
    public static ArtifactOpener In(ArtifactStore store, string folder) =>
        async (artifact, cancellation) =>
        {
            OwnerOnly.Folder(folder);
            var path = Path.Combine(folder, $"{artifact.Sha256}.{Guid.NewGuid():N}");
            if (!await store.FetchAsync(artifact.Sha256, path, cancellation).ConfigureAwait(false))
                return null;
            try
            {
                return new FileStream(
                    path,
                    FileMode.Open,
                    FileAccess.Read,
                    FileShare.Read | FileShare.Delete,
                    BufferBytes,
                    FileOptions.Asynchronous
                );
            }
            finally
            {
                File.Delete(path); // what is open stays readable
            }
        };
}
