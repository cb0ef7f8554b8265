using System.Collections;
using Microsoft.Extensions.Configuration;

namespace Streaming.Host.Configuration;

/// <summary>One source of settings: flat keys such as <c>Kafka:BootstrapServers</c>, in any case, with their text.</summary>
/// <param name="Keys">Sections and settings alike; a section, or a setting left empty, has no text.</param>
/// <param name="MayHoldSecrets">Not committed, not readable by others.</param>
/// <param name="Describe">Where a key is set, for messages.</param>
internal sealed record SettingsLayer(IReadOnlyDictionary<string, string?> Keys, bool MayHoldSecrets, Func<string, string> Describe)
{
    /// <summary>Double underscore: a section's name begins after it, so STREAMING_ anything else is not ours.</summary>
    public const string EnvironmentPrefix = "STREAMING__";

    /// <exception cref="SettingsException">The file is not YAML, or a key is there twice.</exception>
    public static SettingsLayer FromYaml(string file, bool mayHoldSecrets = false)
    {
        try
        {
            var yaml = new ConfigurationBuilder().AddYamlFile(Path.GetFullPath(file), optional: false, reloadOnChange: false).Build();
            return new(yaml.AsEnumerable().ToDictionary(StringComparer.OrdinalIgnoreCase), mayHoldSecrets, _ => file);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or YamlDotNet.Core.YamlException)
        {
            throw new SettingsException([$"{file}: not YAML that can be read: {e.GetBaseException().Message}"]);
        }
    }

    public static SettingsLayer FromEnvironment(IDictionary variables)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)) continue;
            var key = name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal);
            keys[key] = (string?)variable.Value;
            names[key] = name;
        }

        return new(keys, true, key => $"environment variable {names.GetValueOrDefault(key, EnvironmentPrefix + key.Replace(":", "__", StringComparison.Ordinal))}");
    }
}
