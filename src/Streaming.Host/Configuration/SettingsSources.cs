namespace Streaming.Host.Configuration;

/// <summary>Which of the sources of a configuration sets a key. A later source wins with all that it says: a list is never mixed from
/// two.</summary>
internal sealed class SettingsSources(IConfigurationRoot configuration)
{
    /// <summary>From the weakest to the strongest.</summary>
    public IReadOnlyList<SettingsSource> All { get; } = [.. configuration.Providers.OfType<SettingsSource>()];

    /// <summary>The source whose text counts; null leaves the default.</summary>
    public SettingsSource? Of(string key) => All.LastOrDefault(source => source.Sets(key));

    /// <summary>Names of a section of named sections, in the order of their characters.</summary>
    public IReadOnlyList<string> NamesBelow(string section) =>
        [
            .. All.SelectMany(source => source.Keys)
                .Where(known => known.StartsWith(section + ":", StringComparison.OrdinalIgnoreCase))
                .Select(known => known[(section.Length + 1)..].Split(':')[0])
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ];
}
