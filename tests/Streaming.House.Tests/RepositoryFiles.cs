using Streaming.Marketplace.Synthetic;

namespace Streaming.House.Tests;

/// <summary>The files of this repository as they lie on disk, without what builds and runs leave behind.</summary>
internal static class RepositoryFiles
{
    private static readonly HashSet<string> LeftBehind =
    [
        ".git",
        ".vs",
        ".data",
        "bin",
        "obj",
        "TestResults",
        "BenchmarkDotNet.Artifacts",
        "secrets.yaml",
    ];

    /// <summary>The nearest folder above the running tests that holds the solution.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Paths relative to the root, with forward slashes, in a fixed order.</summary>
    public static IEnumerable<string> All() =>
        Walk(Root).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal);

    public static string FullPath(string relative) => Path.Combine(Root, relative);

    /// <summary>The text of a file; null for binary files, which are known by their ending or by a zero byte.</summary>
    public static string? ReadText(string relative)
    {
        if (relative.EndsWith(".bin", StringComparison.Ordinal))
            return null;
        var bytes = File.ReadAllBytes(FullPath(relative));
        return bytes.AsSpan().Contains((byte)0) ? null : System.Text.Encoding.UTF8.GetString(bytes);
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            if (LeftBehind.Contains(Path.GetFileName(entry)))
                continue;
            if (!Directory.Exists(entry))
                yield return entry;
            else
                foreach (var inner in Walk(entry))
                    yield return inner;
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Streaming.sln")))
                return folder.FullName;
        throw new DirectoryNotFoundException($"no Streaming.sln above {AppContext.BaseDirectory}");
    }
}
