using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace Streaming.Quality.Tables;

/// <summary>Reads values out of YAML nodes and collects what is wrong with them: every problem with file and line, what was found and what
/// is allowed.</summary>
internal sealed class SchemaNodes(string file)
{
    public List<string> Problems { get; } = [];

    public void Problem(YamlNode at, string place, string what) =>
        Problems.Add(
            string.Create(CultureInfo.InvariantCulture, $"{file} line {at.Start.Line}: {(place.Length == 0 ? "" : place + ": ")}{what}")
        );

    /// <summary>The entries of a mapping; keys other than the allowed ones are problems.</summary>
    public IReadOnlyDictionary<string, YamlNode> Map(YamlNode node, string place, IReadOnlyCollection<string>? allowed)
    {
        var entries = new Dictionary<string, YamlNode>();
        if (node is not YamlMappingNode map)
        {
            Problem(
                node,
                place,
                $"is {Shown(node)}; allowed: keys and values{(allowed is null ? "" : $", of {string.Join(", ", allowed)}")}"
            );
            return entries;
        }

        foreach (var (key, value) in map.Children)
        {
            var name = key is YamlScalarNode { Value: { } text } ? text : Shown(key);
            if (allowed is not null && !allowed.Contains(name))
                Problem(key, place, $"'{name}' is no key here; allowed: {string.Join(", ", allowed)}");
            else
                entries.Add(name, value);
        }

        return entries;
    }

    public double Number(
        IReadOnlyDictionary<string, YamlNode> entries,
        string key,
        string place,
        double otherwise,
        double least,
        double most
    )
    {
        if (!entries.TryGetValue(key, out var node))
            return otherwise;
        if (
            node is YamlScalarNode { Value: { } text }
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        var range =
            double.IsInfinity(least) ? "a number"
            : double.IsInfinity(most) ? FormattableString.Invariant($"{least} or more")
            : FormattableString.Invariant($"{least} to {most}");
        Problem(node, place, $"{key} is {Shown(node)}; allowed: {range}");
        return otherwise;
    }

    /// <summary>One of the names of an enumeration, in lower case.</summary>
    public T Choice<T>(IReadOnlyDictionary<string, YamlNode> entries, string key, string place, T otherwise, params ReadOnlySpan<T> allowed)
        where T : struct, Enum
    {
        if (!entries.TryGetValue(key, out var node))
            return otherwise;
        var text = (node as YamlScalarNode)?.Value;
        foreach (var choice in allowed)
            if (NameOf(choice) == text)
                return choice;
        Problem(node, place, $"{key} is {Shown(node)}; allowed: {Names(allowed)}");
        return otherwise;
    }

    public static string Names<T>(params ReadOnlySpan<T> choices)
        where T : struct, Enum
    {
        var names = new List<string>();
        foreach (var choice in choices)
            names.Add(NameOf(choice));
        return string.Join(", ", names);
    }

    /// <summary>A list of texts with at least so many; null when it is not there.</summary>
    public IReadOnlyList<string>? Texts(IReadOnlyDictionary<string, YamlNode> entries, string key, string place, int least)
    {
        if (!entries.TryGetValue(key, out var node))
            return null;
        if (node is YamlSequenceNode list && list.Children.All(item => item is YamlScalarNode { Value.Length: > 0 }))
        {
            var texts = list.Children.Select(item => ((YamlScalarNode)item).Value!).ToList();
            if (texts.Count >= least && texts.Distinct().Count() == texts.Count)
                return texts;
        }

        Problem(node, place, $"{key} is {Shown(node)}; allowed: a list of {least} or more different texts");
        return null;
    }

    public string? Text(IReadOnlyDictionary<string, YamlNode> entries, string key, string place, YamlNode at)
    {
        if (entries.TryGetValue(key, out var node) && node is YamlScalarNode { Value.Length: > 0 } text)
            return text.Value;
        Problem(node ?? at, place, node is null ? $"{key} is missing" : $"{key} is {Shown(node)}; allowed: a text");
        return null;
    }

    public static string Shown(YamlNode node) =>
        node switch
        {
            YamlScalarNode { Value: { } text } => $"'{text}'",
            YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(item => (item as YamlScalarNode)?.Value ?? "…"))}]",
            _ => "a mapping",
        };

    private static string NameOf<T>(T choice)
        where T : struct, Enum => choice.ToString().ToLowerInvariant();
}
