using Streaming.House.Tests.Documents;
using Streaming.Testing;

namespace Streaming.Host.Tests.Documents;

/// <summary>A command of ours that README or a guide shows.</summary>
/// <param name="Place">File and line.</param>
/// <param name="Args">Behind <c>ops/streaming</c>.</param>
/// <param name="IsWhole">
/// From a block, to be typed as it stands; else a mention within a sentence, which may leave out what is required.
/// </param>
internal sealed record DocumentedCommand(string Place, IReadOnlyList<string> Args, bool IsWhole)
{
    private const string Program = "ops/streaming";

    /// <summary>All of README, the guides and the benchmarks.</summary>
    public static IReadOnlyList<DocumentedCommand> All()
    {
        var root = RepositoryRoot.Find();
        var guides = Directory
            .EnumerateFiles(Path.Combine(root, "ops", "guides"), "*.md")
            .Order(StringComparer.Ordinal)
            .Select(path => Path.GetRelativePath(root, path));
        var documents = guides.Prepend("README.md").Append(Path.Combine("ops", "benchmarks.md"));
        return [.. documents.SelectMany(path => Of(new MarkdownFile(path, File.ReadAllText(Path.Combine(root, path)))))];
    }

    public static IEnumerable<DocumentedCommand> Of(MarkdownFile file)
    {
        foreach (var block in file.Blocks.Where(block => block.Language == "sh"))
        {
            foreach (var (line, words) in ShellText.CommandsOf(block.Lines.Select(line => (line.Number, line.Text))))
                if (words[0] == Program)
                    yield return new DocumentedCommand($"{file.Path} line {line}", [.. words.Skip(1)], IsWhole: true);
        }

        foreach (var code in file.InlineCode.Where(code => code.Text.StartsWith(Program + " ", StringComparison.Ordinal)))
        {
            var words = ShellText.CommandsOf(code.Text).First();
            yield return new DocumentedCommand($"{file.Path} line {code.Number}", [.. words.Skip(1)], IsWhole: false);
        }
    }

    public override string ToString() => $"{Place}: {Program} {string.Join(' ', Args)}";
}
