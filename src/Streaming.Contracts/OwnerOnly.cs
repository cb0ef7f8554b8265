namespace Streaming.Contracts;

/// <summary>
/// Files and folders that only their owner may read, from the moment that they are made: what names customers is written here. Where the
/// system knows no such modes, they are as the folder above them says. Safe to use from any thread.
/// </summary>
public static class OwnerOnly
{
    /// <summary>Of a file: its owner reads and writes.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Of a folder: its owner lists, makes and enters.</summary>
    public const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>
    /// Makes the folder. Those above it that are missing are made as the system makes folders: what lies beside this one may be somebody
    /// else's, such as a database server's. One that is there stays as it is: somebody may have opened it on purpose.
    /// </summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static string Folder(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is { } above)
            Directory.CreateDirectory(above);
        return (OperatingSystem.IsWindows() ? Directory.CreateDirectory(full) : Directory.CreateDirectory(full, FolderMode)).FullName;
    }

    /// <summary>Makes or empties the file, to be written. A file that was there with other rights loses them.</summary>
    /// <param name="path">In a folder that exists.</param>
    /// <param name="bufferBytes">Of the stream.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create(string path, int bufferBytes = 4_096)
    {
        var options = new FileStreamOptions
        {
            Mode = System.IO.FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = bufferBytes,
        };
        var file = Open(path, options);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file.SafeFileHandle, FileMode);
        return file;
    }

    /// <summary>Makes a file that is not there yet, to be written and read.</summary>
    /// <exception cref="IOException">It is there, or cannot be made.</exception>
    public static FileStream CreateNew(string path) =>
        Open(
            path,
            new FileStreamOptions
            {
                Mode = System.IO.FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Read,
            }
        );

    private static FileStream Open(string path, FileStreamOptions options)
    {
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = FileMode;
        return new FileStream(path, options);
    }

    /// <summary>Writes a text as UTF-8; see <see cref="Create"/>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteText(string path, string text)
    {
        using var writer = new StreamWriter(Create(path));
        writer.Write(text);
    }
}
