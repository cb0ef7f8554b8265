using Streaming.Quality.Tables;
using Streaming.Testing;
using Xunit;

namespace Streaming.Quality.Tests.Tables;

/// <summary>The rules that this project ships, as they are or with a text in them replaced.</summary>
internal static class ShippedSchema
{
    private static readonly string File = Path.Combine(RepositoryRoot.Find(), "ops", "config", MarketSchema.FileName);

    public static MarketSchema Load(params (string Old, string New)[] changes)
    {
        using var folder = new TemporaryFolder("schema");
        Write(folder, changes);
        return SchemaFile.Load(folder.Path);
    }

    /// <summary>What is wrong with the changed rules, the folder's name left out.</summary>
    public static IReadOnlyList<string> Problems(params (string Old, string New)[] changes)
    {
        using var folder = new TemporaryFolder("schema");
        Write(folder, changes);
        var refused = Assert.Throws<SchemaException>(() => SchemaFile.Load(folder.Path));
        return [.. refused.Problems.Select(problem => problem.Replace(folder.Path + "/", "", StringComparison.Ordinal))];
    }

    /// <summary>Line of the shipped file on which a text stands first.</summary>
    public static int LineOf(string text) =>
        System.IO.File.ReadLines(File).TakeWhile(line => !line.Contains(text, StringComparison.Ordinal)).Count() + 1;

    private static void Write(TemporaryFolder folder, (string Old, string New)[] changes)
    {
        var yaml = System.IO.File.ReadAllText(File);
        foreach (var (old, replacement) in changes)
        {
            Assert.Contains(old, yaml, StringComparison.Ordinal);
            yaml = yaml.Replace(old, replacement, StringComparison.Ordinal);
        }

        System.IO.File.WriteAllText(folder.Below(MarketSchema.FileName), yaml);
    }
}
