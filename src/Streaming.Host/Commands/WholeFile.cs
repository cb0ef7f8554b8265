namespace Streaming.Host.Commands;

/// <summary>A file that is there whole or not at all.</summary>
internal static class WholeFile
{
    /// <summary>Refuses a path that cannot be written, before hours of work are lost on it.</summary>
    /// <exception cref="BadInputException">Its folder is not there, or it is a folder itself.</exception>
    public static void RequireFolder(string option, string path)
    {
        if (Directory.Exists(path)) throw new BadInputException($"{option} is '{path}', a folder; allowed: a file");
        if (!Directory.Exists(FolderOf(path))) throw new BadInputException($"{option} is '{path}'; allowed: a file in a folder that exists");
    }

    /// <summary>Writes beside the path and moves into place; an earlier file stays until then.</summary>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <inheritdoc cref="Write(string, byte[])"/>
    public static void Write(string path, Action<Stream> content)
    {
        var unfinished = Path.Combine(FolderOf(path), $".{Path.GetFileName(path)}.{Guid.NewGuid():N}");
        try
        {
            using (var stream = File.Create(unfinished)) content(stream);
            File.Move(unfinished, path, overwrite: true);
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;
}
