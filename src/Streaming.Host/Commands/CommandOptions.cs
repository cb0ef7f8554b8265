using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Host.Configuration;

namespace Streaming.Host.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    private const string ConfigName = "--config";

    public static Option<string?> Config() => new(ConfigName)
    {
        Description = "Folder with config.yaml, params.yaml and, if there are secrets, secrets.yaml [default: ops/config]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>The folder of the eight CSV tables.</summary>
    public static Option<string> Data() => new("--data")
    {
        Description = "Folder with the marketplace's CSV tables (olist_orders_dataset.csv, …)",
        HelpName = "DIR",
        Required = true,
    };

    /// <summary>Overrides Kafka:BootstrapServers.</summary>
    public static Option<string?> Bootstrap() => new("--bootstrap")
    {
        Description = "Kafka brokers instead of those of config.yaml",
        HelpName = "HOST:PORT",
    };

    /// <summary>Settings of the folder named by --config, with an option of the command line on top, checked like any other source.</summary>
    /// <exception cref="SettingsException">Anything in them is wrong.</exception>
    public static Settings LoadSettings(ParseResult parsed, Option<string?>? bootstrap = null)
    {
        var options = new Dictionary<string, string?>();
        if (bootstrap is not null && parsed.GetValue(bootstrap) is { } servers) options.Add("Kafka:BootstrapServers", servers);
        return SettingsLoader.Load(ConfigFolder(parsed), Environment.GetEnvironmentVariables(), options);
    }

    /// <summary>The brokers' settings of a command that has failed; null when the settings cannot be read.</summary>
    public static KafkaOptions? KafkaOf(ParseResult parsed)
    {
        var options = new Dictionary<string, string?>();
        if ((parsed.GetResult("--bootstrap") as OptionResult)?.GetValueOrDefault<string?>() is { } servers) options.Add("Kafka:BootstrapServers", servers);
        try
        {
            return SettingsLoader.Load(ConfigFolder(parsed), Environment.GetEnvironmentVariables(), options).Kafka;
        }
        catch (Exception unusable) when (unusable is SettingsException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="SettingsException">There is none.</exception>
    public static string ConfigFolder(ParseResult parsed) => SettingsLoader.FindFolder(parsed.GetValue<string?>(ConfigName));

    /// <summary>A number option with limits, refused by the parser itself.</summary>
    public static Option<T> Within<T>(this Option<T> option, T least, T most)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0) Refuse(result, option.Name, result.GetValueOrDefault<T>(), least, most);
        });
        return option;
    }

    /// <inheritdoc cref="Within{T}(Option{T}, T, T)"/>
    public static Option<T?> Within<T>(this Option<T?> option, T least, T most)
        where T : struct, IComparable<T>
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<T?>() is { } value) Refuse(result, option.Name, value, least, most);
        });
        return option;
    }

    private static void Refuse<T>(OptionResult result, string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            result.AddError(FormattableString.Invariant($"{name} is {value}; allowed: {least} to {most}"));
    }
}
