using System.Collections;
using Microsoft.Extensions.Options;

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
        using var services = new ServiceCollection().AddSettings(Configure(folder, environment, options)).BuildServiceProvider();
        try
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            return services.GetRequiredService<IOptionsMonitor<Settings>>().CurrentValue;
        }
        catch (OptionsValidationException refused)
        {
            throw new SettingsException([.. refused.Failures]);
        }
    }

    /// <summary>The settings as options of the framework, validated at the start.</summary>
    /// <param name="services">Of the process.</param>
    /// <param name="configuration">Made of <see cref="SettingsSource"/>s.</param>
    internal static IServiceCollection AddSettings(this IServiceCollection services, IConfigurationRoot configuration)
    {
        services.AddSingleton(new SettingsSources(configuration));
        services.AddSingleton<IValidateOptions<Settings>, SettingsValidation>();
        services
            .AddOptions<Settings>()
            .Configure<SettingsSources>((settings, sources) => SettingsBinder.Fill(settings, sources))
            .ValidateOnStart();
        return services;
    }

    private static IConfigurationRoot Configure(string folder, IDictionary environment, IReadOnlyDictionary<string, string?>? options)
    {
        var known = SettingKeys.Of(typeof(Settings));
        var training = known.Where(k => k.Split(':')[0] is nameof(Settings.Training) or nameof(Settings.Promotion)).ToList();
        var builder = new ConfigurationBuilder()
            .Add(YamlSettings.Read(Existing(folder, ConfigFile), [.. known.Except(training)]))
            .Add(YamlSettings.Read(Existing(folder, ParametersFile), training));
        var secrets = Path.Combine(folder, SecretsFile);
        if (File.Exists(secrets))
        {
            SecretsFileMode.Require(secrets);
            builder.Add(YamlSettings.Read(secrets, known, mayHoldSecrets: true));
        }

        return builder
            .Add(SettingsSource.FromCommonVariables(environment, SettingKeys.VariablesOf(typeof(Settings))))
            .Add(SettingsSource.FromEnvironment(environment, known))
            .Add(SettingsSource.FromCommandLine(options ?? new Dictionary<string, string?>()))
            .Build();
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
