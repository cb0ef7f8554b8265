using Streaming.Quality.Tables;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Streaming.Host.Configuration;

/// <summary>Reads a YAML file as a source of settings that keeps the line of every key.</summary>
internal static class YamlSettings
{
    /// <param name="file">Exists.</param>
    /// <param name="allowed">The settings that may be in it.</param>
    /// <param name="mayHoldSecrets">Not committed, not readable by others.</param>
    /// <exception cref="SettingsException">The file is not YAML, or a key is there twice.</exception>
    public static SettingsSource Read(string file, IReadOnlyList<string> allowed, bool mayHoldSecrets = false)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var lines = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var root in Roots(file))
            Flatten(root, "");
        return new(
            keys,
            key => lines.TryGetValue(key, out var line) || lines.TryGetValue($"{key}:0", out line) ? $"{file} line {line}" : file
        )
        {
            MayHoldSecrets = mayHoldSecrets,
            Allowed = allowed,
        };

        void Flatten(YamlNode node, string path)
        {
            switch (node)
            {
                case YamlMappingNode mapping:
                    foreach (var (name, child) in mapping.Children)
                        Add(child, path.Length == 0 ? $"{name}" : $"{path}:{name}", name.Start.Line);
                    break;
                case YamlSequenceNode sequence:
                    for (var i = 0; i < sequence.Children.Count; i++)
                        Add(sequence.Children[i], $"{path}:{i}", sequence.Children[i].Start.Line);
                    break;
                default:
                    throw new SettingsException([$"{file} line {node.Start.Line}: '{node}' stands alone; allowed: NAME: VALUE"]);
            }
        }

        void Add(YamlNode node, string key, long line)
        {
            if (!keys.TryAdd(key, TextOf(node)))
                throw new SettingsException([$"{file} line {line}: {key} is set a second time (first on line {lines[key]})"]);
            lines.Add(key, line);
            if (node is not YamlScalarNode)
                Flatten(node, key);
        }
    }

    private static IReadOnlyList<YamlNode> Roots(string file)
    {
        try
        {
            using var text = File.OpenText(file);
            return YamlText.Read(text, file);
        }
        catch (YamlTextException broken)
        {
            throw new SettingsException([broken.Message]);
        }
    }

    /// <summary>Unquoted nothing, ~ and null are YAML's null: the setting is left to its default.</summary>
    private static string? TextOf(YamlNode node) =>
        node is YamlScalarNode scalar && !(scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null") ? scalar.Value : null;
}
