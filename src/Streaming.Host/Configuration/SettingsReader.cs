using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Streaming.Contracts.Settings;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Configuration;

/// <summary>
/// Turns layers of text into option records and collects everything that is wrong on the way, so that a file is mended in
/// one go. The framework's own binder stops at the first value that it cannot convert and cannot say which file held it.
/// </summary>
internal sealed class SettingsReader(IReadOnlyList<SettingsLayer> layers)
{
    private readonly List<string> problems = [];
    private readonly HashSet<string> refused = [];

    public IReadOnlyList<string> Problems => problems;

    /// <summary>Fills a record's properties; the later layer wins. Properties that no layer names keep their default.</summary>
    public T Read<T>(string path = "")
        where T : new() => (T)Read(typeof(T), path);

    private object Read(Type type, string path)
    {
        var record = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null))
        {
            var key = path.Length == 0 ? property.Name : $"{path}:{property.Name}";
            if (SettingText.NamedSection(property.PropertyType) is { } named)
                ReadNamed(record, property, named, key);
            else if (SettingText.IsSection(property.PropertyType))
                property.SetValue(record, Read(property.PropertyType, key));
            else
                ReadSetting(record, property, key);
        }

        if (record is IRelatedSettings related)
        {
            foreach (var (name, allowed) in related.Broken())
                Refuse(type.GetProperty(name)!, $"{path}:{name}", type.GetProperty(name)!.GetValue(record), allowed);
        }

        return record;
    }

    /// <summary>A record per name that any layer has; without a name the default stays.</summary>
    private void ReadNamed(object record, PropertyInfo property, Type section, string key)
    {
        string[] names =
        [
            .. layers
                .SelectMany(layer => layer.Keys.Keys)
                .Where(known => known.StartsWith(key + ":", StringComparison.OrdinalIgnoreCase))
                .Select(known => known[(key.Length + 1)..].Split(':')[0])
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];
        if (names.Length == 0)
            return;
        var entries = (IDictionary)
            Activator.CreateInstance(typeof(SortedDictionary<,>).MakeGenericType(typeof(string), section), StringComparer.Ordinal)!;
        foreach (var name in names)
            entries.Add(name, Read(section, $"{key}:{name}"));
        property.SetValue(record, entries);
    }

    private void ReadSetting(object record, PropertyInfo property, string key)
    {
        var layer = LayerOf(key);
        if (layer is not null)
        {
            if (property.IsDefined(typeof(SecretAttribute)) && !layer.MayHoldSecrets)
            {
                problems.Add(
                    $"{key} is a secret and is set in {layer.Describe(key)}; allowed: "
                        + $"{SettingsLoader.SecretsFile} or an environment variable"
                );
                return;
            }

            var isList = SettingText.IsList(property.PropertyType);
            if (
                !SettingText.TryParse(
                    property.PropertyType,
                    isList ? Items(layer, key) : [layer.Keys[key]!],
                    out var value,
                    out var allowed
                )
            )
            {
                Refuse(property, key, string.Join(",", isList ? Items(layer, key) : [layer.Keys[key]!]), allowed);
                return;
            }

            property.SetValue(record, value);
        }

        var now = property.GetValue(record);
        foreach (var rule in property.GetCustomAttributes<ValidationAttribute>(true))
        {
            if (rule.IsValid(now))
                continue;
            Refuse(property, key, now, SettingText.Allowed(rule));
            return;
        }
    }

    private SettingsLayer? LayerOf(string key) =>
        layers.LastOrDefault(l => l.Keys.GetValueOrDefault(key) is not null || l.Keys.ContainsKey($"{key}:0"));

    /// <summary>A list is <c>Key:0</c>, <c>Key:1</c>, … or one text with commas, which is how an environment variable gives it.</summary>
    private static string[] Items(SettingsLayer layer, string key) =>
        layer.Keys.GetValueOrDefault(key) is { } text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            :
            [
                .. Enumerable
                    .Range(0, int.MaxValue)
                    .Select(i => layer.Keys.GetValueOrDefault($"{key}:{i}"))
                    .TakeWhile(t => t is not null)
                    .Select(t => t!),
            ];

    private void Refuse(PropertyInfo property, string key, object? value, string allowed)
    {
        if (!refused.Add(key))
            return; // one rule is enough for one value
        var shown =
            property.IsDefined(typeof(HiddenAttribute)) || property.IsDefined(typeof(SecretAttribute))
                ? "(not shown)"
                : SettingText.Show(value);
        problems.Add($"{key} is {shown}; allowed: {allowed} ({LayerOf(key)?.Describe(key) ?? "default"})");
    }
}
