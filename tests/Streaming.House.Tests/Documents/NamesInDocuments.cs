using System.Text.RegularExpressions;
using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>What README and guides name in code style is there: settings, paths, metrics, fields and reason codes.</summary>
public sealed partial class NamesInDocuments
{
    private static readonly string[] SettingFiles = ["ops/config/config.yaml", "ops/config/params.yaml", "ops/config/secrets.example.yaml"];

    private static readonly string[] Roots = [".ci/", ".github/", "compose/", "ops/", "schemas/", "src/", "tests/"];

    private static readonly string[] OfOtherPrograms = ["pg_dump"];

    [Fact]
    public void readme_has_at_most_150_lines() => Assert.InRange(ProjectDocuments.Readme.Lines.Count, 1, 150);

    [Fact]
    public void every_setting_is_one_of_the_shipped_files()
    {
        var known = SettingFiles.SelectMany(SettingsOf).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from file in ForPeople()
            from code in file.InlineCode
            where Setting().IsMatch(code.Text) && code.Text.Any(char.IsLower) && !known.Contains(code.Text)
            select $"{file.Path} line {code.Number}: {code.Text} is in none of {string.Join(", ", SettingFiles)}";

        Complaints.None(unknown);
    }

    [Fact]
    public void every_path_is_there()
    {
        var missing =
            from file in ProjectDocuments.All
            from code in file.InlineCode
            let path = code.Text.Split(' ')[0]
            where Roots.Any(root => path.StartsWith(root, StringComparison.Ordinal)) && !path.Contains('*', StringComparison.Ordinal)
            where path is not "ops/config/secrets.yaml" && !Path.Exists(RepositoryFiles.FullPath(path))
            select $"{file.Path} line {code.Number}: {path} is not there";

        Complaints.None(missing);
    }

    [Fact]
    public void every_name_of_a_metric_field_or_code_is_in_the_sources()
    {
        var sources = SnakeCase().Matches(ProjectDocuments.Sources).Select(match => match.Value).ToHashSet(StringComparer.Ordinal);
        var unknown =
            from file in ForPeople()
            from code in file.InlineCode.Concat(file.Blocks.Where(block => block.Language == "yaml").SelectMany(block => block.Lines))
            from Match name in SnakeCase().Matches(code.Text)
            where !sources.Contains(name.Value) && !OfOtherPrograms.Contains(name.Value)
            select $"{file.Path} line {code.Number}: {name.Value} is nowhere in the sources";

        Complaints.None(unknown);
    }

    private static IEnumerable<MarkdownFile> ForPeople() => [ProjectDocuments.Readme, .. ProjectDocuments.Guides];

    /// <summary>Keys of sections, as <c>Section:Key</c>.</summary>
    private static IEnumerable<string> SettingsOf(string path)
    {
        var section = "";
        foreach (var line in RepositoryFiles.ReadText(path)!.Split('\n'))
        {
            if (Section().Match(line) is { Success: true } begun)
                section = begun.Groups["name"].Value;
            else if (Key().Match(line) is { Success: true } key)
                yield return $"{section}:{key.Groups["name"].Value}";
        }
    }

    [GeneratedRegex("^[A-Z][A-Za-z]+:[A-Z][A-Za-z0-9]+$")]
    private static partial Regex Setting();

    [GeneratedRegex("^(?<name>[A-Za-z]+):")]
    private static partial Regex Section();

    [GeneratedRegex("^  (?<name>[A-Za-z0-9]+):")]
    private static partial Regex Key();

    [GeneratedRegex("(?<![A-Za-z0-9_./-])[a-z][a-z0-9]*(_[a-z0-9]+)+(?![A-Za-z0-9_])")]
    private static partial Regex SnakeCase();
}
