namespace Streaming.Contracts;

/// <summary>
/// Files and folders that only their owner may read, from the moment that they are made: what names customers is written here. Where the system knows no such modes, they are as
/// the folder above them says. Safe to use from any thread.
/// </summary>
public static class OwnerOnly
{
    /// <summary>Of a file: its owner reads and writes.</summary>
    public const UnixFileMode FileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Of a folder: its owner lists, makes and enters.</summary>
    public const UnixFileMode FolderMode = FileMode | UnixFileMode.UserExecute;

    /// <summary>Makes the folder, and those above it that are missing. One that is there stays as it is: somebody else may have opened it on purpose.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static string Folder(string path) =>
        (OperatingSystem.IsWindows() ? Directory.CreateDirectory(path) : Directory.CreateDirectory(path, FolderMode)).FullName;

    /// <summary>Makes or empties the file, to be written. A file that was there with other rights loses them.</summary>
    /// <param name="path">In a folder that exists.</param>
    /// <param name="bufferBytes">Of the stream.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static FileStream Create(string path, int bufferBytes = 4_096)
    {
        var options = new FileStreamOptions { Mode = System.IO.FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = bufferBytes };
        if (OperatingSystem.IsWindows()) return new FileStream(path, options);
        options.UnixCreateMode = FileMode;
        var file = new FileStream(path, options);
        File.SetUnixFileMode(file.SafeFileHandle, FileMode);
        return file;
    }

    /// <summary>Writes a text as UTF-8; see <see cref="Create"/>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void WriteText(string path, string text)
    {
        using var writer = new StreamWriter(Create(path));
        writer.Write(text);
    }
}
