namespace Streaming.Embedded.Processes;

/// <summary>The end of a server's log, for error messages.</summary>
internal static class LogTail
{
    private const int Bytes = 8 * 1024;

    public static long Length(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>The last lines written since the log had <paramref name="from"/> bytes; a sentence saying so when there are none.</summary>
    public static string Read(string path, long from = 0, int lines = 15)
    {
        if (!File.Exists(path))
            return $"(no log at {path})";
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        file.Position = Math.Max(Math.Min(from, file.Length), file.Length - Bytes);
        using var reader = new StreamReader(file);
        var text = string.Join('\n', reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(lines));
        return text.Length == 0 ? $"(nothing in {path})" : text;
    }
}
