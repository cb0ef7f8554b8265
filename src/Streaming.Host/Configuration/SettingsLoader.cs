using System.Collections;

namespace Streaming.Host.Configuration;

/// <summary>
/// Reads the folder of settings: <c>config.yaml</c>, <c>params.yaml</c>, <c>secrets.yaml</c> when it is there, then the
/// environment (<c>STREAMING__Kafka__BootstrapServers</c>), then the command line; each overrides the ones before it.
/// </summary>
public static class SettingsLoader
{
    public const string ConfigFile = "config.yaml";
    public const string ParametersFile = "params.yaml";
    public const string SecretsFile = "secrets.yaml";

    /// <param name="folder">Holds the files.</param>
    /// <param name="environment">The variables of the process, or of a test.</param>
    /// <param name="options">Settings that options of the command line gave, as <c>Kafka:BootstrapServers</c>.</param>
    /// <exception cref="SettingsException">Anything is missing, unknown or not allowed: all of it in one exception.</exception>
    public static Settings Load(string folder, IDictionary environment, IReadOnlyDictionary<string, string?>? options = null)
    {
        var known = SettingKeys.Of(typeof(Settings));
        var training = known.Where(k => k.Split(':')[0] is nameof(Settings.Training) or nameof(Settings.Promotion)).ToList();
        var config = SettingsLayer.FromYaml(Existing(folder, ConfigFile));
        var parameters = SettingsLayer.FromYaml(Existing(folder, ParametersFile));
        var variables = SettingsLayer.FromEnvironment(environment);
        var common = SettingsLayer.FromCommonVariables(environment, SettingKeys.VariablesOf(typeof(Settings)));
        List<SettingsLayer> layers =
        [
            config,
            parameters,
            common,
            variables,
            new(options ?? new Dictionary<string, string?>(), false, _ => "command line"),
        ];
        List<string> problems =
        [
            .. SettingKeys.Unknown(config, [.. known.Except(training)]),
            .. SettingKeys.Unknown(parameters, training),
            .. SettingKeys.Unknown(variables, known),
        ];
        var secrets = Path.Combine(folder, SecretsFile);
        if (File.Exists(secrets))
        {
            SecretsFileMode.Require(secrets);
            layers.Insert(2, SettingsLayer.FromYaml(secrets, mayHoldSecrets: true));
            problems.AddRange(SettingKeys.Unknown(layers[2], known));
        }

        var reader = new SettingsReader(layers);
        var settings = reader.Read<Settings>();
        problems.AddRange(reader.Problems);
        if (problems.Count == 0)
            problems.AddRange(settings.TrainingProblems());
        return problems.Count == 0 ? settings : throw new SettingsException(problems);
    }

    /// <summary>The folder named, else <c>ops/config</c> in the working folder, or in it or a folder above the program's own.</summary>
    /// <exception cref="SettingsException">There is none.</exception>
    public static string FindFolder(string? named)
    {
        if (named is not null)
            return Directory.Exists(named) ? named : throw new SettingsException([$"--config is '{named}'; allowed: a folder that exists"]);
        const string usual = "ops/config";
        if (File.Exists(Path.Combine(usual, ConfigFile)))
            return usual;
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, usual, ConfigFile)))
                return Path.Combine(folder, usual);
        }

        throw new SettingsException([$"no {usual}/{ConfigFile} in the working folder or above the program; name the folder with --config"]);
    }

    private static string Existing(string folder, string name) =>
        File.Exists(Path.Combine(folder, name))
            ? Path.Combine(folder, name)
            : throw new SettingsException([
                $"{Path.Combine(folder, name)} does not exist; a folder of settings holds {ConfigFile} and {ParametersFile}",
            ]);
}
