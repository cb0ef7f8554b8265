using System.Collections;
using Streaming.Quality.Tables;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Streaming.Host.Configuration;

/// <summary>One source of settings: flat keys such as <c>Kafka:BootstrapServers</c>, in any case, with their text.</summary>
/// <param name="Keys">Sections and settings alike; a section, or a setting left empty, has no text.</param>
/// <param name="MayHoldSecrets">Not committed, not readable by others.</param>
/// <param name="Describe">Where a key is set, for messages.</param>
internal sealed record SettingsLayer(IReadOnlyDictionary<string, string?> Keys, bool MayHoldSecrets, Func<string, string> Describe)
{
    /// <summary>Double underscore: a section's name begins after it, so STREAMING_ anything else is not ours.</summary>
    public const string EnvironmentPrefix = "STREAMING__";

    /// <summary>Reads the file's nodes rather than through a configuration provider: the nodes know their lines.</summary>
    /// <exception cref="SettingsException">The file is not YAML, or a key is there twice.</exception>
    public static SettingsLayer FromYaml(string file, bool mayHoldSecrets = false)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var lines = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var root in Roots(file))
            Flatten(root, "");
        return new(
            keys,
            mayHoldSecrets,
            key => lines.TryGetValue(key, out var line) || lines.TryGetValue($"{key}:0", out line) ? $"{file} line {line}" : file
        );

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

    public static SettingsLayer FromEnvironment(IDictionary variables)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var key = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            keys[key] = (string?)variable.Value;
            names[key] = name;
        }

        return new(keys, true, key => $"environment variable {names.GetValueOrDefault(key, key)}");
    }

    /// <summary>Variables that other programs use for the same setting.</summary>
    /// <param name="keys">Our setting by the variable's name.</param>
    public static SettingsLayer FromCommonVariables(IDictionary variables, IReadOnlyDictionary<string, string> keys)
    {
        var set = keys.Where(pair => variables[pair.Key] is string { Length: > 0 })
            .ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
        var texts = set.ToDictionary(pair => pair.Key, pair => (string?)variables[pair.Value], StringComparer.OrdinalIgnoreCase);
        return new(texts, true, key => $"environment variable {set.GetValueOrDefault(key, key)}");
    }

    /// <summary>Unquoted nothing, ~ and null are YAML's null: the setting is left to its default.</summary>
    private static string? TextOf(YamlNode node) =>
        node is YamlScalarNode scalar && !(scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null") ? scalar.Value : null;
}
