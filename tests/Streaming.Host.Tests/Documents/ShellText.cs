using System.Text;

namespace Streaming.Host.Tests.Documents;

/// <summary>
/// As much of a shell's grammar as the examples of our documents use: quotes, comments, continued lines, several commands in a line.
/// </summary>
internal static class ShellText
{
    private const string Ends = "|&;()<>";

    /// <summary>The commands of a block, each with the line on which it begins.</summary>
    /// <param name="lines">Number and text.</param>
    public static IEnumerable<(int Line, IReadOnlyList<string> Words)> CommandsOf(IEnumerable<(int Number, string Text)> lines)
    {
        var (from, text) = (0, new StringBuilder());
        foreach (var line in lines)
        {
            if (text.Length == 0)
                from = line.Number;
            if (line.Text.EndsWith('\\'))
            {
                text.Append(line.Text, 0, line.Text.Length - 1);
                continue;
            }

            foreach (var words in CommandsOf(text.Append(line.Text).ToString()))
                yield return (from, words);
            text.Clear();
        }
    }

    /// <summary>The commands of one line, as words without their quotes.</summary>
    public static IEnumerable<IReadOnlyList<string>> CommandsOf(string line)
    {
        var (words, word, quote) = (new List<string>(), new StringBuilder(), '\0');
        var isWord = false;
        foreach (var letter in line + ";")
        {
            if (quote != '\0')
            {
                if (letter == quote)
                    quote = '\0';
                else
                    word.Append(letter);
            }
            else if (letter is '"' or '\'')
            {
                (quote, isWord) = (letter, true);
            }
            else if (letter == '#' && word.Length == 0)
            {
                break;
            }
            else if (letter is ' ' or '\t' || Ends.Contains(letter, StringComparison.Ordinal))
            {
                if (word.Length > 0 || isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
                if (letter is ' ' or '\t')
                    continue;
                if (words.Count > 0)
                    yield return words;
                words = [];
            }
            else
            {
                word.Append(letter);
            }
        }

        if (words.Count > 0)
            yield return words;
    }
}
