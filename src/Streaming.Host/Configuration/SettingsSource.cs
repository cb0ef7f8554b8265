using System.Collections;
using System.Reflection;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>
/// A provider of the framework's configuration that knows where each key is set. Keys are flat, such as <c>Kafka:BootstrapServers</c>, in
/// any case. A section, or a setting left empty, is a key without a text: it does not hide what weaker sources say.
/// </summary>
internal sealed class SettingsSource : ConfigurationProvider, IConfigurationSource
{
    /// <summary>Double underscore: a section's name begins after it, so STREAMING_ anything else is not ours.</summary>
    public const string EnvironmentPrefix = "STREAMING__";

    private const string FileSuffix = "_FILE";

    private readonly Func<string, string> describe;

    /// <param name="keys">Sections and settings alike, with their texts.</param>
    /// <param name="describe">Where a key is set, for messages.</param>
    public SettingsSource(IDictionary<string, string?> keys, Func<string, string> describe)
    {
        Data = keys;
        this.describe = describe;
    }

    /// <summary>Not committed, not readable by others. Default false.</summary>
    public bool MayHoldSecrets { get; init; }

    /// <summary>The settings that may be here; one that is not among them is misspelt. Null: whoever made the source knows its
    /// keys.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Every key, also those without a text.</summary>
    public IEnumerable<string> Keys => Data.Keys;

    public override bool TryGet(string key, out string? value) => base.TryGet(key, out value) && value is not null;

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>Whether the key has a text or is a list here.</summary>
    public bool Sets(string key) => TryGet(key, out _) || Data.ContainsKey($"{key}:0");

    /// <summary>Whether the setting's value counts here: a secret does not where others can read it.</summary>
    public bool MayHold(PropertyInfo setting) => MayHoldSecrets || !setting.IsDefined(typeof(SecretAttribute));

    /// <summary>Where a key is set: file and line, variable, or command line.</summary>
    public string Place(string key) => describe(key);

    /// <summary>
    /// The text of a setting, or the items of a list: <c>Key:0</c>, <c>Key:1</c>, … or one text with commas, which is how an environment
    /// variable gives it.
    /// </summary>
    /// <param name="key">One that this source sets.</param>
    /// <param name="type">Of the setting's value.</param>
    public IReadOnlyList<string> Texts(string key, Type type)
    {
        TryGet(key, out var text);
        if (!SettingText.IsList(type))
            return [text!]; // null where a list stands: no type can be read from that
        if (text is not null)
            return text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var items = new List<string>();
        while (TryGet($"{key}:{items.Count}", out var item))
            items.Add(item!);
        return items;
    }

    /// <summary>Variables such as <c>STREAMING__Kafka__BootstrapServers</c>; with <c>_FILE</c> behind the name, the file that holds the
    /// text, as container engines mount secrets: <c>STREAMING__Postgres__Password_FILE=/run/secrets/password</c>.</summary>
    /// <exception cref="SettingsException">A file cannot be read, or a setting has both forms.</exception>
    public static SettingsSource FromEnvironment(IDictionary variables, IReadOnlyList<string> allowed)
    {
        var keys = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();
        foreach (DictionaryEntry variable in variables)
        {
            var name = (string)variable.Key;
            if (!name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase))
                continue;
            var isFile = name.EndsWith(FileSuffix, StringComparison.OrdinalIgnoreCase);
            var key = name[EnvironmentPrefix.Length..^(isFile ? FileSuffix.Length : 0)].Replace("__", ":", StringComparison.Ordinal);
            if (names.TryGetValue(key, out var other))
                problems.Add($"environment variables {other} and {name} set the same; allowed: one of them");
            keys[key] = isFile ? TextOf((string?)variable.Value ?? "", name, problems) : (string?)variable.Value;
            names[key] = name;
        }

        if (problems.Count > 0)
            throw new SettingsException(problems);
        return new(keys, key => $"environment variable {names.GetValueOrDefault(key) ?? names.GetValueOrDefault($"{key}:0", key)}")
        {
            MayHoldSecrets = true,
            Allowed = allowed,
        };
    }

    /// <summary>Without the line break that editors and <c>echo</c> leave at a file's end.</summary>
    private static string? TextOf(string path, string variable, List<string> problems)
    {
        try
        {
            return File.ReadAllText(path).TrimEnd('\r', '\n');
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems.Add($"environment variable {variable} is '{path}'; allowed: a file that this process can read ({unreadable.Message})");
            return null;
        }
    }

    /// <summary>Variables that other programs use for the same setting.</summary>
    /// <param name="variables">Of the process.</param>
    /// <param name="keys">Our setting by the variable's name.</param>
    public static SettingsSource FromCommonVariables(IDictionary variables, IReadOnlyDictionary<string, string> keys)
    {
        var set = keys.Where(pair => variables[pair.Key] is string { Length: > 0 })
            .ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
        var texts = set.ToDictionary(pair => pair.Key, pair => (string?)variables[pair.Value], StringComparer.OrdinalIgnoreCase);
        return new(texts, key => $"environment variable {set.GetValueOrDefault(key, key)}") { MayHoldSecrets = true };
    }

    /// <summary>Settings that options of the command line gave.</summary>
    public static SettingsSource FromCommandLine(IReadOnlyDictionary<string, string?> options) =>
        new(new Dictionary<string, string?>(options, StringComparer.OrdinalIgnoreCase), _ => "command line");
}
