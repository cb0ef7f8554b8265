using System.CommandLine;
using System.CommandLine.Parsing;
using Streaming.Host.Configuration;
using Streaming.Host.Demo;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommandOptions
{
    private const string ConfigName = "--config";
    private const string BootstrapName = "--bootstrap";

    public static Option<string?> Config() =>
        new(ConfigName)
        {
            Description = "Folder with config.yaml, params.yaml and, if there are secrets, secrets.yaml [default: ops/config]",
            HelpName = "DIR",
            Recursive = true,
        };

    /// <summary>The folder of the eight CSV tables.</summary>
    public static PathOption Data() =>
        new("--data", PathUse.FolderToRead)
        {
            Description = "Folder with the marketplace's CSV tables (olist_orders_dataset.csv, …)",
            HelpName = "DIR",
            Required = true,
        };

    /// <summary>Overrides Kafka:BootstrapServers.</summary>
    public static Option<string?> Bootstrap() =>
        new(BootstrapName) { Description = "Kafka brokers instead of those of config.yaml", HelpName = "HOST:PORT" };

    /// <summary>
    /// Settings of the folder named by --config, with an option of the command line on top, checked like any other source. Where
    /// they name no parts of their own and a demo
    /// runs, its parts are taken, and that is said.
    /// </summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="bootstrap">Overrides Kafka:BootstrapServers.</param>
    /// <param name="besideDemo">Whether the command may work on the parts of a running demo.</param>
    /// <exception cref="SettingsException">Anything in them is wrong.</exception>
    public static Settings LoadSettings(ParseResult parsed, Option<string?>? bootstrap = null, bool besideDemo = true)
    {
        var settings = Read(parsed, bootstrap);
        if (!besideDemo || DemoPartsFile.Find(settings.Embedded.DataFolder) is not { } demo || demo.Over(settings) is not { } beside)
            return settings;
        parsed.InvocationConfiguration.Error.WriteLine(
            $"note: a demo runs, and config.yaml names no other parts: this is about the demo's "
                + $"({DemoPartsFile.PathIn(settings.Embedded.DataFolder)})"
        );
        return beside;
    }

    /// <summary>The settings that a command had, for a message about them.</summary>
    /// <exception cref="SettingsException">Anything in them is wrong.</exception>
    public static Settings SettingsOf(ParseResult parsed)
    {
        var settings = Read(
            parsed,
            parsed.CommandResult.Command.Options.OfType<Option<string?>>().FirstOrDefault(option => option.Name is BootstrapName)
        );
        return DemoPartsFile.Find(settings.Embedded.DataFolder)?.Over(settings) ?? settings;
    }

    /// <summary>How the command line of this command names other brokers.</summary>
    public static string BrokerOption(ParseResult? parsed) =>
        parsed?.CommandResult.Command.Options.Any(option => option.Name == BootstrapName) == true
            ? BootstrapName
            : "the variable STREAMING__Kafka__BootstrapServers";

    private static Settings Read(ParseResult parsed, Option<string?>? bootstrap)
    {
        var options = new Dictionary<string, string?>();
        if (bootstrap is not null && parsed.GetValue(bootstrap) is { } servers)
            options.Add("Kafka:BootstrapServers", servers);
        return SettingsLoader.Load(ConfigFolder(parsed), Environment.GetEnvironmentVariables(), options);
    }

    /// <summary>The brokers' settings of a command that has failed; null when the settings cannot be read.</summary>
    public static KafkaOptions? KafkaOf(ParseResult parsed)
    {
        var options = new Dictionary<string, string?>();
        if ((parsed.GetResult("--bootstrap") as OptionResult)?.GetValueOrDefault<string?>() is { } servers)
            options.Add("Kafka:BootstrapServers", servers);
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
}
