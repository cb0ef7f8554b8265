using Streaming.Marketplace.Synthetic;

namespace Streaming.Marketplace.Tables;

/// <summary>
/// What to do about tables that a folder lacks: they often lie near, packed, in a folder below, or under a name of other case.
/// </summary>
internal static class MissingTables
{
    private const int DeepestLook = 2;

    private static readonly string[] Archives = [".zip", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".7z", ".tar", ".rar"];

    /// <exception cref="TableException">Names all that are missing at once, and where they seem to be.</exception>
    public static void Require(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new TableException(
                directory,
                null,
                null,
                null,
                $"{(File.Exists(directory) ? "this is a file" : "the folder does not exist")}; "
                    + $"a folder is needed that holds {string.Join(", ", TableNames.Required)}"
            );
        }

        var missing = TableNames.Required.Where(name => !File.Exists(Path.Combine(directory, name))).ToArray();
        if (missing.Length > 0)
            throw new TableException(
                directory,
                null,
                null,
                null,
                $"the folder lacks {string.Join(", ", missing)}{Hint(directory, missing)}"
            );
    }

    private static string Hint(string directory, string[] missing)
    {
        try
        {
            var files = Directory.EnumerateFiles(directory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal).ToList();
            var packed = files.Where(name => Archives.Contains(Path.GetExtension(name).ToLowerInvariant())).ToList();
            if (packed.Count > 0)
                return $"; unpack {string.Join(", ", packed)} first";
            var alike = files.Where(name => missing.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
            if (alike.Count > 0)
                return $"; the folder has {string.Join(", ", alike)}: names are in lower case";
            var below = Folders(directory, DeepestLook)
                .FirstOrDefault(folder => missing.All(name => File.Exists(Path.Combine(folder, name))));
            if (below is not null)
                return $"; they are in {below}: name that folder";
            var packedBelow = Folders(directory, DeepestLook)
                .FirstOrDefault(folder => missing.Any(name => Archives.Any(ending => File.Exists(Path.Combine(folder, name + ending)))));
            return packedBelow is null ? "" : $"; they are packed in {packedBelow}: unpack them, and name that folder";
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static IEnumerable<string> Folders(string directory, int depth)
    {
        foreach (var folder in Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal))
        {
            yield return folder;
            if (depth <= 1)
                continue;
            foreach (var deeper in Folders(folder, depth - 1))
                yield return deeper;
        }
    }
}
