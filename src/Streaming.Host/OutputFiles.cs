using Streaming.Contracts.Events;

namespace Streaming.Host;

/// <summary>Whether files can be read and written where a command is asked to; nothing is left behind.</summary>
internal static class OutputFiles
{
    public static string FolderOf(string path) => Path.GetDirectoryName(Path.GetFullPath(path))!;

    /// <summary>Why no file can be made in the folder, or the folder itself cannot be made; null when it can.</summary>
    public static string? WhyNot(string folder)
    {
        var there = Path.GetFullPath(folder);
        while (!Directory.Exists(there))
        {
            if (File.Exists(there))
                return $"{there} is a file";
            there = Path.GetDirectoryName(there)!;
        }

        try
        {
            using var probe = new FileStream(
                Path.Combine(there, $".{Guid.NewGuid():N}"),
                FileMode.CreateNew,
                FileAccess.Write,
                FileShare.None,
                1,
                FileOptions.DeleteOnClose
            );
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"nothing can be written in {there} ({Reason(refused)})";
        }
    }

    /// <summary>Why the file or folder cannot be read; null when it can.</summary>
    public static string? WhyUnreadable(string path)
    {
        try
        {
            if (Directory.Exists(path))
                _ = Directory.EnumerateFileSystemEntries(path).Any();
            else
                File.OpenRead(path).Dispose();
            return null;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return $"it cannot be read ({Reason(refused)})";
        }
    }

    /// <summary>The system's words without the path that the system names: it is one that nobody gave.</summary>
    private static string Reason(Exception refused)
    {
        var at = refused.Message.IndexOf(" : '", StringComparison.Ordinal);
        if (refused is UnauthorizedAccessException)
            return "no permission";
        return at < 0 ? refused.Message.TrimEnd('.') : refused.Message[..at];
    }
}
