using Xunit;

namespace Streaming.House.Tests.Documents;

/// <summary>Every relative link of a document leads to a file or folder, and every anchor to a heading.</summary>
public sealed class DocumentLinks
{
    [Fact]
    public void every_link_leads_somewhere() => Complaints.None(ProjectDocuments.All.SelectMany(DeadLinksOf));

    [Theory]
    [InlineData("no-such.md", "leads to no file")]
    [InlineData("#no-such-heading", "names no heading")]
    [InlineData("ops/guides/README.md#no-such-heading", "names no heading")]
    public void a_dead_link_is_named_with_file_line_and_target(string target, string why)
    {
        var dead = DeadLinksOf(new MarkdownFile("README.md", $"# Title\n\n[here](#title)\n[there]({target})\n"));

        Assert.Equal([$"README.md line 4: {target} {why}"], dead);
    }

    [Fact]
    public void code_holds_no_links() => Assert.Empty(DeadLinksOf(new MarkdownFile("README.md", "`[a](b)`\n```sh\n[a](b)\n```\n")));

    [Fact]
    public void equal_headings_have_anchors_of_their_own()
    {
        var file = new MarkdownFile("README.md", "# Run `it`, now\n## Same\n## Same\n");

        Assert.Equal(["run-it-now", "same", "same-1"], file.Anchors.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> DeadLinksOf(MarkdownFile file) =>
        from link in file.Links
        where !link.Text.Contains("://", StringComparison.Ordinal)
        let why = WhyDead(file, link.Text)
        where why is not null
        select $"{file.Path} line {link.Number}: {link.Text} {why}";

    /// <summary>Null for a link that leads somewhere.</summary>
    private static string? WhyDead(MarkdownFile from, string target)
    {
        var parts = target.Split('#', 2);
        var folder = Path.GetDirectoryName(RepositoryFiles.FullPath(from.Path))!;
        var path = Path.GetFullPath(Path.Combine(folder, Uri.UnescapeDataString(parts[0])));
        if (parts[0].Length > 0 && !File.Exists(path) && !Directory.Exists(path))
            return "leads to no file";
        if (parts.Length == 1)
            return null;
        var named = parts[0].Length == 0 ? from : new MarkdownFile(target, File.ReadAllText(path));
        return named.Anchors.Contains(parts[1]) ? null : "names no heading";
    }
}
