namespace Streaming.Embedded.Processes;

/// <summary>
/// Holds a data folder for one running program. The system drops the hold when the program ends, however it ends, so whatever
/// server is found running in a folder that could be locked belongs to nobody any more.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file) => this.file = file;

    /// <exception cref="EmbeddedPartException">Another running program holds the folder.</exception>
    public static FolderLock Take(string folder, string part)
    {
        var path = Path.Combine(folder, "in-use.lock");
        try
        {
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException failure)
        {
            throw new EmbeddedPartException(
                $"{part}: the data folder '{folder}' is in use by another running program (it holds '{path}'). "
                    + "Stop that one, or name another data folder.",
                failure
            );
        }
    }

    public void Dispose() => file.Dispose();
}
