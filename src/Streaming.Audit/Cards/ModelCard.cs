using System.Text;
using Streaming.Audit.Models;

namespace Streaming.Audit.Cards;

/// <summary>A line of a card.</summary>
/// <param name="Value">What the events say; <see cref="ModelCard.Unknown"/> where they say nothing.</param>
public sealed record CardLine(string Label, string Value);

/// <summary>A part of a card.</summary>
public sealed record CardSection(string Title, IReadOnlyList<CardLine> Lines);

/// <summary>What is known of a version of a model, from events only: nothing is measured, looked up or guessed for it.</summary>
public sealed record ModelCard(string Model, string Version, IReadOnlyList<CardSection> Sections)
{
    /// <summary>Stands wherever no event says it.</summary>
    public const string Unknown = "unknown";

    /// <summary>The same in Markdown: a heading for each section, a list item for each line.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder().Append("# ").Append(Model).Append(", version ").Append(Version).Append('\n');
        foreach (var section in Sections)
        {
            text.Append("\n## ").Append(section.Title).Append("\n\n");
            foreach (var line in section.Lines)
                text.Append("- ").Append(line.Label).Append(": ").Append(line.Value.ReplaceLineEndings(" ")).Append('\n');
        }

        return text.ToString();
    }
}
