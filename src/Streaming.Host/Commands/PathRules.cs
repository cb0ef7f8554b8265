using System.CommandLine;

namespace Streaming.Host.Commands;

/// <summary>
/// Holds the paths of a command line against the disk, before the command does anything: each problem names the option, the path
/// and what is allowed.
/// </summary>
internal static class PathRules
{
    private static readonly string[] NoFiles = ["/dev/", "/proc/", "/sys/"];

    public static IEnumerable<string> ProblemsOf(ParseResult parsed)
    {
        var given = PathsOf(parsed);
        foreach (var (name, use, path) in given)
        {
            if (ProblemOf(use, path) is { } problem)
                yield return $"{name} is '{path}'{problem}";
        }

        foreach (
            var (name, _, path) in given.Where(known =>
                known.Use is PathUse.FileToWrite or PathUse.FileToWriteAnywhere && known.Path.Length > 0
            )
        )
        {
            if (given.FirstOrDefault(other => other.Name != name && other.Path.Length > 0 && IsWithin(other, path)).Name is not { } taken)
                continue;
            yield return $"{name} is '{path}', which {taken} names too; allowed: a file of its own";
        }
    }

    private static List<(string Name, PathUse Use, string Path)> PathsOf(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var symbols = command.Options.OfType<IPathSymbol>().Concat(command.Arguments.OfType<IPathSymbol>());
        return [.. from symbol in symbols let path = symbol.PathOf(parsed) where path is not null select (symbol.Name, symbol.Use, path)];
    }

    /// <summary>Writing there would destroy what the other option names: the same file, or a table of its folder.</summary>
    private static bool IsWithin((string Name, PathUse Use, string Path) other, string path)
    {
        var (mine, theirs) = (Path.GetFullPath(path), Path.GetFullPath(other.Path));
        return mine == theirs
            || (
                other.Use == PathUse.FolderToRead
                && File.Exists(mine)
                && Path.GetDirectoryName(mine) == theirs
                && Path.GetExtension(mine) == ".csv"
            );
    }

    /// <summary>What follows the path in the message; null when it can be used.</summary>
    private static string? ProblemOf(PathUse use, string path)
    {
        if (string.IsNullOrWhiteSpace(path))
            return $", which is empty; allowed: {Allowed(use)}";
        try
        {
            return use switch
            {
                PathUse.FolderToRead when File.Exists(path) => $", a file; allowed: {Allowed(use)}",
                PathUse.FolderToRead when !Directory.Exists(path) => $", which does not exist; allowed: {Allowed(use)}",
                PathUse.FolderToRead => OutputFiles.WhyUnreadable(path) is { } why ? $": {why}; allowed: {Allowed(use)}" : null,
                PathUse.FolderElsewhere => File.Exists(path) ? $", a file; allowed: {Allowed(use)}" : null,
                PathUse.FileToRead when Directory.Exists(path) => $", a folder; allowed: {Allowed(use)}",
                PathUse.FileToRead when !File.Exists(path) => $", which does not exist; allowed: {Allowed(use)}",
                PathUse.FileToRead => OutputFiles.WhyUnreadable(path) is { } why ? $": {why}; allowed: {Allowed(use)}" : null,
                PathUse.FolderToWrite when File.Exists(path) => $", a file; allowed: {Allowed(use)}",
                PathUse.FolderToWrite => OutputFiles.WhyNot(path) is { } why ? $": {why}; allowed: {Allowed(use)}" : null,
                _ when Directory.Exists(path) || Path.EndsInDirectorySeparator(path) => $", a folder; allowed: {Allowed(use)}",
                _ when NoFiles.Any(Path.GetFullPath(path).StartsWith) => $", no place for a file; allowed: {Allowed(use)}",
                PathUse.FileToWrite when !Directory.Exists(OutputFiles.FolderOf(path)) => $"; allowed: {Allowed(use)}",
                _ => OutputFiles.WhyNot(OutputFiles.FolderOf(path)) is { } why ? $": {why}; allowed: {Allowed(use)}" : null,
            };
        }
        catch (Exception odd) when (odd is ArgumentException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $": {odd.Message}; allowed: {Allowed(use)}";
        }
    }

    private static string Allowed(PathUse use) =>
        use switch
        {
            PathUse.FolderToRead => "a folder that exists",
            PathUse.FolderElsewhere => "a folder",
            PathUse.FileToRead => "a file that exists",
            PathUse.FileToWrite => "a file in a folder that exists",
            PathUse.FileToWriteAnywhere => "a file that can be written",
            _ => "a folder that can be written",
        };
}
