namespace Streaming.House.Tests.Documents;

/// <summary>The documents that people read: README, guides, decision records and benchmarks.</summary>
internal static class ProjectDocuments
{
    public static MarkdownFile Readme => Read("README.md");

    public static IReadOnlyList<MarkdownFile> Guides => Below("ops/guides/");

    public static IReadOnlyList<MarkdownFile> Decisions => Below("ops/decisions/");

    public static IReadOnlyList<MarkdownFile> All => [Readme, .. Guides, .. Decisions, Read("ops/benchmarks.md")];

    /// <summary>Texts that may hold the names which documents mention: sources, schemas, settings and scripts.</summary>
    public static string Sources => string.Join('\n', RepositoryFiles.All().Where(IsSource).Select(RepositoryFiles.ReadText));

    private static bool IsSource(string path) =>
        path.StartsWith("src/", StringComparison.Ordinal)
        || path.StartsWith("schemas/", StringComparison.Ordinal)
        || (path.StartsWith("ops/", StringComparison.Ordinal) && !path.EndsWith(".md", StringComparison.Ordinal));

    private static List<MarkdownFile> Below(string folder) =>
        [
            .. RepositoryFiles
                .All()
                .Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal))
                .Select(Read),
        ];

    private static MarkdownFile Read(string path) => new(path, RepositoryFiles.ReadText(path)!);
}
