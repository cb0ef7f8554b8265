using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Contracts;
using Streaming.Retraining.Stages;

namespace Streaming.Host.Commands;

/// <summary><c>runs plan</c>, <c>start</c>, <c>list</c>, <c>show</c>, <c>cancel</c>, <c>findings</c> and <c>artifacts</c>, and what they
/// share.</summary>
internal static class RunsCommand
{
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static Command Create() =>
        new("runs", "Retrains the model in seven stages; shows runs, what they decided and what they left.")
        {
            RunsPlanCommand.Create(),
            RunsStartCommand.Create(),
            RunsListCommand.Create(),
            RunsShowCommand.Create(),
            RunsCancelCommand.Create(),
            RunsFindingsCommand.Create(),
            RunsArtifactsCommand.Create(),
        };

    public static Argument<string> Run() => new("RUN") { Description = "The run's id, as `runs start` and `runs list` print it" };

    public static Option<bool> Embedded() =>
        new("--embedded")
        {
            Description =
                "Use a PostgreSQL of its own below Embedded:DataFolder, started for the time of this command, instead of the one that "
                + "config.yaml names",
        };

    public static Option<bool> AsJson() => new("--json") { Description = "Print one JSON value instead of tables" };

    public static PathOption Tables() =>
        new("--data", PathUse.FolderElsewhere) { Description = "Read the marketplace's CSV tables in this folder", HelpName = "DIR" };

    public static Option<string?> Topics() =>
        new("--bootstrap", "--topics")
        {
            Description = "Read the history of the topics on these brokers, with the vectors that were served",
            HelpName = "HOST:PORT",
        };

    public static Option<LocalTime?> Until() =>
        new("--until")
        {
            Description = "Leave out what was recorded after this moment of stream time, such as '2018-06-01 00:00:00'",
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
                if (LocalTime.TryParse(text, out var time))
                    return time;
                result.AddError($"--until is '{text}'; expected a time as yyyy-MM-dd HH:mm:ss");
                return null;
            },
        };

    public static Option<long?> Seed() =>
        new Option<long?>("--seed") { Description = "Start of every random choice [default: Trainer:Seed]", HelpName = "N" }.AnyNumber();

    public static Option<string> By() =>
        new("--by")
        {
            Description = "Who asks",
            HelpName = "NAME",
            DefaultValueFactory = _ => Environment.UserName,
        };

    public static Option<string> Why() =>
        new("--why")
        {
            Description = "The reason, for the audit trail",
            HelpName = "TEXT",
            Required = true,
        };

    /// <summary>Exactly one of the two sources.</summary>
    public static void RequireOneSource(Command command, Option<string?> tables, Option<string?> topics) =>
        command.Validators.Add(result =>
        {
            if (result.IsGiven(tables) == result.IsGiven(topics))
                result.AddError("name one source: --data DIR or --bootstrap HOST:PORT");
        });

    public static string SourceOf(ParseResult parsed, Option<string?> tables, Option<string?> topics, Option<LocalTime?> until)
    {
        var whole = parsed.GetValue(tables) is { } folder ? $"tables:{Path.GetFullPath(folder)}" : $"topics:{parsed.GetValue(topics)}";
        return parsed.GetValue(until) is { } moment ? StageList.UpTo(whole, moment) : whole;
    }

    public static string Time(DateTimeOffset? instant) =>
        instant?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "-";

    public static string Seconds(double seconds) => seconds.ToString("0.0", CultureInfo.InvariantCulture);
}
