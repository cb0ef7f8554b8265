using System.Collections;
using System.Reflection;

namespace Streaming.Host.Configuration;

/// <summary>
/// Fills option records from the sources. The framework's own binder stops at the first text that it cannot convert, adds a list to the
/// default instead of replacing it, and knows none of Kafka's spellings. What this one cannot convert it leaves at the default;
/// <see cref="SettingsValidation"/> says what is wrong with it.
/// </summary>
internal static class SettingsBinder
{
    /// <summary>Sets a record's properties. Properties that no source names keep their default.</summary>
    /// <param name="record">New, with its defaults; nothing else has it yet.</param>
    /// <param name="sources">Where the texts come from.</param>
    /// <param name="path">Key of the record's section; empty at the root.</param>
    public static void Fill(object record, SettingsSources sources, string path = "")
    {
        foreach (var (property, key) in SettingKeys.Below(record.GetType(), path))
        {
            if (SettingText.NamedSection(property.PropertyType) is { } named)
                FillNamed(record, property, named, sources, key);
            else if (SettingText.IsSection(property.PropertyType))
                property.SetValue(record, New(property.PropertyType, sources, key));
            else if (
                sources.Of(key) is { } source
                && source.MayHold(property)
                && SettingText.TryParse(property.PropertyType, source.Texts(key, property.PropertyType), out var value, out _)
            )
                property.SetValue(record, value);
        }
    }

    /// <summary>A record per name that any source has; without a name the default stays.</summary>
    private static void FillNamed(object record, PropertyInfo property, Type section, SettingsSources sources, string key)
    {
        var names = sources.NamesBelow(key);
        if (names.Count == 0)
            return;
        var entries = (IDictionary)
            Activator.CreateInstance(typeof(SortedDictionary<,>).MakeGenericType(typeof(string), section), StringComparer.Ordinal)!;
        foreach (var name in names)
            entries.Add(name, New(section, sources, $"{key}:{name}"));
        property.SetValue(record, entries);
    }

    private static object New(Type section, SettingsSources sources, string path)
    {
        var record = Activator.CreateInstance(section)!;
        Fill(record, sources, path);
        return record;
    }
}
