namespace Streaming.Testing;

/// <summary>A folder of the test's own under the system's temporary folder; gone, with all that is in it, when disposed.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string stem = "test")
    {
        Path = Directory.CreateTempSubdirectory($"streaming-{stem}-").FullName;

        // Servers that root hands to another user must get through to what is theirs.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string Path { get; }

    /// <summary>The full path of something in this folder.</summary>
    public string Below(params ReadOnlySpan<string> parts) => System.IO.Path.Combine([Path, .. parts]);

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
