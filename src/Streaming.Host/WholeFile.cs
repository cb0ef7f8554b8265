using Streaming.Contracts;
using Streaming.Models.Policy;

namespace Streaming.Host;

/// <summary>
/// A file that is there whole or not at all. Only its owner may read it: what commands write names customers or holds a model made
/// from them.
/// </summary>
internal static class WholeFile
{
    /// <summary>Writes beside the path and moves into place; an earlier file stays until then.</summary>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <inheritdoc cref="Write(string, byte[])"/>
    public static void Write(string path, Action<Stream> content)
    {
        var unfinished = Path.Combine(OutputFiles.FolderOf(path), $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = OwnerOnly.Create(unfinished))
                content(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
