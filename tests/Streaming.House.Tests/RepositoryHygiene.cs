using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests;

/// <summary>What every file of the repository keeps to, so that a clone works anywhere and reads the same everywhere.</summary>
public sealed partial class RepositoryHygiene
{
    [Fact]
    public void shell_scripts_stop_at_the_first_error()
    {
        var careless = ShellScripts().Where(script => !RepositoryFiles.ReadText(script)!.Split('\n').Contains("set -euo pipefail"));

        Assert.Empty(careless);
    }

    [Fact]
    public void shell_scripts_are_executable()
    {
        const UnixFileMode all = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (!OperatingSystem.IsWindows())
            foreach (var script in ShellScripts())
                Assert.True((File.GetUnixFileMode(RepositoryFiles.FullPath(script)) & all) == all, $"{script} is not executable");
        else
            Assert.Skip("files have no executable bit on Windows");
    }

    [Fact]
    public void the_commands_of_this_house_are_shell_scripts() =>
        Assert.Superset(new HashSet<string> { ".ci/run", "ops/run.sh", "ops/streaming", "ops/test.sh" }, ShellScripts().ToHashSet());

    [Fact]
    public void no_file_knows_the_machine_it_was_written_on() =>
        Assert.Empty(Texts().SelectMany(file => PlacesOfOneMachine().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));

    [Fact]
    public void text_files_end_with_a_newline() =>
        Assert.Empty(Texts().Where(file => file.Text.Length > 0 && file.Text[^1] != '\n').Select(file => file.Path));

    [Fact]
    public void namespaces_follow_the_folders()
    {
        var strays = ProjectFile
            .Rooms()
            .SelectMany(room =>
                RepositoryFiles
                    .All()
                    .Where(path =>
                        path.StartsWith(room.Folder + "/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
                    )
                    .Where(path => path != room.Folder + "/Program.cs")
                    .Where(path =>
                        RepositoryFiles.ReadText(path)!.Split('\n') is var lines
                        && !lines.Contains($"namespace {NamespaceOf(room, path)};")
                        && !lines.Any(line => line.StartsWith("[assembly: ", StringComparison.Ordinal))
                    )
            ); // speaks of the whole assembly, declares nothing

        Assert.Empty(strays);
    }

    private static string NamespaceOf(ProjectFile room, string path) =>
        room.Name + Path.GetDirectoryName(path)!.Replace('\\', '/')[room.Folder.Length..].Replace('/', '.');

    private static IEnumerable<string> ShellScripts() =>
        Texts()
            .Where(file =>
                file.Text.StartsWith("#!/usr/bin/env bash", StringComparison.Ordinal) || file.Path.EndsWith(".sh", StringComparison.Ordinal)
            )
            .Select(file => file.Path);

    private static IEnumerable<(string Path, string Text)> Texts()
    {
        foreach (var path in RepositoryFiles.All())
            if (RepositoryFiles.ReadText(path) is { } text)
                yield return (path, text);
    }

    [GeneratedRegex("""(?<![\w.$}])/(work|root|home)/\S*""")]
    private static partial Regex PlacesOfOneMachine();
}
