using System.Collections;
using Streaming.Host.Configuration;
using Streaming.Testing;

namespace Streaming.Host.Tests.Configuration;

/// <summary>A folder of settings that a test fills; empty files mean all defaults.</summary>
internal sealed class SettingsFolder : IDisposable
{
    private readonly TemporaryFolder folder = new("settings");

    public SettingsFolder(string config = "", string parameters = "")
    {
        File.WriteAllText(ConfigFile, config);
        File.WriteAllText(folder.Below("params.yaml"), parameters);
    }

    public string Path => folder.Path;

    public string ConfigFile => folder.Below("config.yaml");

    public string SecretsFile => folder.Below("secrets.yaml");

    public void WriteSecrets(string yaml, UnixFileMode mode)
    {
        File.WriteAllText(SecretsFile, yaml);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(SecretsFile, mode);
    }

    public Settings Load(params (string Name, string Value)[] environment) => SettingsLoader.Load(Path, Variables(environment));

    /// <summary>The problems of a load that must fail.</summary>
    public IReadOnlyList<string> Problems(params (string Name, string Value)[] environment) =>
        Xunit.Assert.Throws<SettingsException>(() => Load(environment)).Problems;

    public void Dispose() => folder.Dispose();

    private static Hashtable Variables((string Name, string Value)[] environment)
    {
        var variables = new Hashtable();
        foreach (var (name, value) in environment)
            variables.Add(name, value);
        return variables;
    }
}
