using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Streaming.Quality.Tables;

/// <summary>
/// Reads a file of settings or rules as YAML nodes, which know their lines. A text that the library stumbles over, in whatever way,
/// is refused with its line.
/// So are anchors and aliases, which can make a small file endless, and nesting that no such file has.
/// </summary>
public static class YamlText
{
    private const int DeepestNesting = 16;

    /// <param name="text">The whole file.</param>
    /// <param name="file">How problems call it.</param>
    /// <returns>The root of each document.</returns>
    /// <exception cref="YamlTextException">It is no YAML, or YAML that is not read here.</exception>
    public static IReadOnlyList<YamlNode> Read(TextReader text, string file)
    {
        var whole = text.ReadToEnd();
        CheckEvents(whole, file);
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(whole));
        }
        catch (Exception broken) when (IsOfTheText(broken))
        {
            throw Broken(file, (broken as YamlException)?.Start.Line, broken);
        }

        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    /// <summary>The parser works event by event, whatever the depth; building nodes recurses.</summary>
    private static void CheckEvents(string text, string file)
    {
        var parser = new Parser(new StringReader(text));
        long line = 1;
        var depth = 0;
        try
        {
            while (parser.MoveNext())
            {
                if (parser.Current is not { } current)
                    continue;
                line = current.Start.Line;
                depth += current.NestingIncrease;
                if (depth > DeepestNesting + 2)
                    throw new YamlTextException(file, line, $"nested more than {DeepestNesting} levels deep");
                if (current is AnchorAlias || current is NodeEvent { Anchor.IsEmpty: false })
                    throw new YamlTextException(file, line, "anchors (&) and aliases (*) are not read here; write the value out");
            }
        }
        catch (Exception broken) when (IsOfTheText(broken))
        {
            throw Broken(file, (broken as YamlException)?.Start.Line ?? line, broken);
        }
    }

    /// <summary>Besides its own exception the library lets those of its inner workings through.</summary>
    private static bool IsOfTheText(Exception broken) =>
        broken is YamlException or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException;

    private static YamlTextException Broken(string file, long? line, Exception broken) =>
        new(file, line ?? 1, $"not YAML that can be read: {broken.GetBaseException().Message}", broken);
}

/// <summary>A file of settings or rules that cannot be read; the message names file and line.</summary>
public sealed class YamlTextException(string file, long line, string why, Exception? inner = null)
    : Exception($"{file} line {line}: {why}", inner);
