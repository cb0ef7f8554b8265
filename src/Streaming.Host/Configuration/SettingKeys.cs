using System.Reflection;
using Streaming.Contracts.Settings;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Configuration;

/// <summary>The names of all settings, and names in a source that are none: misspelt, they would leave a default in force without a
/// word.</summary>
internal static class SettingKeys
{
    /// <summary>Stands for any name in a section of named sections.</summary>
    private const string AnyName = "*";

    /// <summary>Every key of a record and its sections, in the order of declaration.</summary>
    public static IReadOnlyList<string> Of(Type type) => [.. Walk(type, "").Select(s => s.Key)];

    public static IReadOnlyList<string> SecretsOf(Type type) =>
        [.. Walk(type, "").Where(s => s.Property.IsDefined(typeof(SecretAttribute))).Select(s => s.Key)];

    /// <summary>Settings that a variable of other programs sets too, by that variable's name.</summary>
    public static IReadOnlyDictionary<string, string> VariablesOf(Type type) =>
        Walk(type, "")
            .Where(s => s.Property.IsDefined(typeof(VariableAttribute)))
            .ToDictionary(s => s.Property.GetCustomAttribute<VariableAttribute>()!.Name, s => s.Key, StringComparer.Ordinal);

    /// <summary>The settings and sections of one record, with their keys.</summary>
    /// <param name="type">Of the record.</param>
    /// <param name="path">Key of its section; empty at the root.</param>
    public static IEnumerable<(PropertyInfo Property, string Key)> Below(Type type, string path) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.SetMethod is not null)
            .Select(p => (p, path.Length == 0 ? p.Name : $"{path}:{p.Name}"));

    /// <summary>A line for each key that may not be in its source; what lies below an unknown section is not listed.</summary>
    public static IEnumerable<string> Unknown(SettingsSource source)
    {
        if (source.Allowed is not { } known)
            yield break;
        var names = known.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var unknown = source.Keys.Where(k => !IsKnown(k, names)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var key in unknown.Order(StringComparer.Ordinal))
        {
            if (Parent(key) is { } parent && unknown.Contains(parent))
                continue;
            yield return $"{key} is not a setting; the nearest is {Nearest(key, known)} ({source.Place(key)})";
        }
    }

    private static IEnumerable<(string Key, PropertyInfo Property)> Walk(Type type, string path) =>
        Below(type, path)
            .SelectMany(setting =>
            {
                var (p, key) = setting;
                if (SettingText.NamedSection(p.PropertyType) is { } named)
                    return [(key, p), ($"{key}:{AnyName}", p), .. Walk(named, $"{key}:{AnyName}")];
                return SettingText.IsSection(p.PropertyType) ? Walk(p.PropertyType, key).Prepend((key, p)) : [(key, p)];
            });

    private static bool IsKnown(string key, HashSet<string> names) =>
        names.Contains(key)
        || WithAnyName(key).Any(names.Contains)
        || (Parent(key) is { } parent && int.TryParse(key[(parent.Length + 1)..], out _) && names.Contains(parent));

    /// <summary>The key with each of its parts in turn taken for a name.</summary>
    private static IEnumerable<string> WithAnyName(string key)
    {
        var parts = key.Split(':');
        return Enumerable
            .Range(1, parts.Length - 1)
            .Select(name => string.Join(':', parts.Select((part, i) => i == name ? AnyName : part)));
    }

    private static string? Parent(string key) => key.LastIndexOf(':') is > 0 and var at ? key[..at] : null;

    private static string Nearest(string key, IReadOnlyCollection<string> known) =>
        known.MinBy(k => Distance(key.ToUpperInvariant(), k.ToUpperInvariant()))!;

    /// <summary>Levenshtein's distance, row by row.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
