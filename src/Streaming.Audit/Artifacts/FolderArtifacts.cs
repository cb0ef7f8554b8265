using Streaming.Contracts;

namespace Streaming.Audit.Artifacts;

/// <summary>Artifacts as files of one folder, which all nodes mount: <c>ab/abcd…</c> by the first digits of the hash.</summary>
internal sealed class FolderArtifacts(string folder) : IArtifactStorage
{
    /// <summary>Written beside its place and moved there: readers on other nodes see the whole file or none.</summary>
    public async Task WriteAsync(string sha256, Stream bytes, CancellationToken cancellation)
    {
        var place = PathOf(sha256);
        OwnerOnly.Folder(Path.GetDirectoryName(place)!);
        var unfinished = $"{place}.{Guid.NewGuid():N}.unfinished";
        try
        {
            var file = OwnerOnly.CreateNew(unfinished);
            await using (file.ConfigureAwait(false))
            {
                await bytes.CopyToAsync(file, cancellation).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, place, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    public async Task<bool> ReadAsync(string sha256, Stream into, CancellationToken cancellation)
    {
        if (!File.Exists(PathOf(sha256)))
            return false;
        var file = File.OpenRead(PathOf(sha256));
        await using (file.ConfigureAwait(false))
            await file.CopyToAsync(into, cancellation).ConfigureAwait(false);
        return true;
    }

    public Task<bool> ContainsAsync(string sha256, CancellationToken cancellation) => Task.FromResult(File.Exists(PathOf(sha256)));

    private string PathOf(string sha256) => Path.Combine(folder, sha256[..2], sha256);
}
