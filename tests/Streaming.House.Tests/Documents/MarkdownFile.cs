using System.Text;
using System.Text.RegularExpressions;

namespace Streaming.House.Tests.Documents;

/// <summary>A Markdown file, as far as the tests of our documents need it: headings, links, code.</summary>
internal sealed partial class MarkdownFile
{
    private const string Fence = "```";

    /// <param name="path">As it is named in messages; relative links start from its folder.</param>
    /// <param name="text">Of the whole file.</param>
    public MarkdownFile(string path, string text)
    {
        Path = path;
        Lines = text.TrimEnd('\n').Split('\n');
        var prose = new List<Line>();
        var blocks = new List<CodeBlock>();
        CodeBlock? open = null;
        foreach (var line in Lines.Select((content, index) => new Line(index + 1, content)))
        {
            var trimmed = line.Text.TrimStart();
            if (open is not null && trimmed.StartsWith(Fence, StringComparison.Ordinal))
                open = null;
            else if (open is not null)
                open.Lines.Add(line);
            else if (trimmed.StartsWith(Fence, StringComparison.Ordinal))
                blocks.Add(open = new CodeBlock(trimmed[Fence.Length..].Trim(), []));
            else
                prose.Add(line);
        }

        Prose = prose;
        Blocks = blocks;
    }

    public string Path { get; }

    public IReadOnlyList<string> Lines { get; }

    /// <summary>Fenced blocks, with the language behind their first fence.</summary>
    public IReadOnlyList<CodeBlock> Blocks { get; }

    /// <summary>Lines outside of fenced blocks.</summary>
    public IReadOnlyList<Line> Prose { get; }

    /// <summary>Texts of headings, without their marks.</summary>
    public IEnumerable<string> Headings =>
        Prose.Where(line => Heading().IsMatch(line.Text)).Select(line => line.Text.TrimStart('#').Trim());

    /// <summary>
    /// What links may name behind <c>#</c>: headings as GitHub makes anchors of them; of equal ones the later get a number.
    /// </summary>
    public IReadOnlySet<string> Anchors
    {
        get
        {
            var anchors = new HashSet<string>(StringComparer.Ordinal);
            foreach (var anchor in Headings.Select(AnchorOf))
                for (var number = 0; !anchors.Add(number == 0 ? anchor : $"{anchor}-{number}"); number++) { }

            return anchors;
        }
    }

    /// <summary>Targets of links and pictures, without those inside code.</summary>
    public IEnumerable<Line> Links =>
        from line in Prose
        from Match match in Link().Matches(Code().Replace(line.Text, ""))
        select new Line(line.Number, match.Groups["target"].Value);

    /// <summary>What stands between single backticks.</summary>
    public IEnumerable<Line> InlineCode =>
        from line in Prose
        from Match match in Code().Matches(line.Text)
        select new Line(line.Number, match.Value.Trim('`'));

    private static string AnchorOf(string heading)
    {
        var anchor = new StringBuilder(heading.Length);
        foreach (var letter in Link().Replace(heading, "${text}").ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(letter) || letter is '-' or '_')
                anchor.Append(letter);
            else if (letter == ' ')
                anchor.Append('-');
        }

        return anchor.ToString();
    }

    [GeneratedRegex("^#{1,6} ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"!?\[(?<text>[^\]]*)\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Code();

    /// <param name="Number">1 for the first line of the file.</param>
    internal sealed record Line(int Number, string Text);

    internal sealed record CodeBlock(string Language, List<Line> Lines);
}
