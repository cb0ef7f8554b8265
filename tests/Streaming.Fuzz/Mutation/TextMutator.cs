using System.Text;

namespace Streaming.Fuzz.Mutation;

/// <summary>Changes text as people and programs do: words exchanged for odd ones, lines cut, doubled and moved, quotes and separators lost,
/// bytes of another encoding.</summary>
internal sealed class TextMutator(Random random)
{
    private const int MostChanges = 4;
    private const int LongWord = 70_000;

    private static readonly string[] OddWords =
    [
        "",
        " ",
        "0",
        "-1",
        "1e309",
        "1e-400",
        "NaN",
        "Infinity",
        "-0",
        "1,5",
        "1.5",
        "3.0",
        "3e0",
        "99999999999999999999",
        "null",
        "NULL",
        "None",
        "true",
        "\"",
        "'",
        ",",
        ";",
        "\t",
        "{",
        "}",
        "[",
        "]",
        ":",
        "- ",
        "&a",
        "*a",
        "!!binary",
        "|",
        ">",
        "#",
        "%",
        "\0",
        "\u202e",
        "\ufeff",
        "\u0085",
        "é",
        "日本",
        "💥",
        "<script>alert(1)</script>",
        "' or 1=1--",
        "=1+1",
        "@SUM(A1)",
        "2018-13-45 99:99:99",
        "2018-02-30",
        "0000-00-00 00:00:00",
        "9999-12-31 23:59:59",
        "2099-01-01 00:00:00",
        "1037",
        "1037.0",
        "../../etc/passwd",
        "%00",
        "%2e%2e%2f",
        "\r\n\r\n",
    ];

    private readonly ByteMutator bytes = new(random);

    /// <summary>A changed copy, as UTF-8 unless the change was one of bytes.</summary>
    public byte[] Mutate(string text)
    {
        if (random.Next(5) == 0)
        {
            var whole = Encoding.UTF8.GetBytes(text);
            return bytes.Mutate(whole, whole, whole.Length + 1_000);
        }

        var changed = new StringBuilder(text);
        for (var changes = 1 + random.Next(MostChanges); changes > 0; changes--)
            Change(changed);
        return Encoding.UTF8.GetBytes(changed.ToString());
    }

    public string OddWord() => random.Next(200) == 0 ? new string('x', LongWord) : OddWords[random.Next(OddWords.Length)];

    private void Change(StringBuilder text)
    {
        if (text.Length == 0)
        {
            text.Append(OddWord());
            return;
        }

        var (from, length) = Word(text);
        switch (random.Next(6))
        {
            case 0:
                text.Remove(from, length).Insert(from, OddWord());
                break;
            case 1:
                text.Insert(from, OddWord());
                break;
            case 2:
                text.Remove(from, length);
                break;
            case 3:
                text.Insert(from, text.ToString(from, length));
                break;
            case 4:
                MoveLine(text);
                break;
            default:
                text[random.Next(text.Length)] = (char)random.Next(1, 0xD800);
                break;
        }
    }

    /// <summary>A run of letters and digits at a random place, or the one character there.</summary>
    private (int From, int Length) Word(StringBuilder text)
    {
        var at = random.Next(text.Length);
        int from = at,
            to = at + 1;
        if (!char.IsLetterOrDigit(text[at]))
            return (at, 1);
        while (from > 0 && char.IsLetterOrDigit(text[from - 1]))
            from--;
        while (to < text.Length && char.IsLetterOrDigit(text[to]))
            to++;
        return (from, to - from);
    }

    /// <summary>Moves, doubles or drops one line.</summary>
    private void MoveLine(StringBuilder text)
    {
        var lines = text.ToString().Split('\n').ToList();
        var at = random.Next(lines.Count);
        var line = lines[at];
        if (random.Next(2) == 0)
            lines.RemoveAt(at);
        if (random.Next(3) > 0)
            lines.Insert(random.Next(lines.Count + 1), line);
        text.Clear().AppendJoin('\n', lines);
    }
}
