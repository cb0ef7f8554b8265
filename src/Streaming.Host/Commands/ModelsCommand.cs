using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Contracts.Events;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Promotions;

namespace Streaming.Host.Commands;

/// <summary>A decision that a command asks for.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="IsRecorded">Whether the latest decision is this one already.</param>
/// <param name="Record">Records it in the store.</param>
internal sealed record RequestedDecision(string Model, Func<Champion, bool> IsRecorded, Func<AuditStore, Task<ModelPromoted>> Record);

/// <summary><c>models</c>: who serves, who waits, who decided; and deciding.</summary>
internal static class ModelsCommand
{
    /// <summary>How the values of <c>--json</c> are spelt.</summary>
    public static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    public static Command Create() =>
        new("models", "Lists the models and who decided for them, and decides which of them serves.")
        {
            ModelsListCommand.Create(),
            ModelsShowCommand.Create(),
            ModelsCardCommand.Create(),
            ModelsProposeCommand.Create(),
            ModelsPromoteCommand.Create(),
            ModelsRejectCommand.Create(),
            ModelsRollbackCommand.Create(),
        };

    public static Option<string> Why() =>
        NotBlank(
            new Option<string>("--why")
            {
                Description = "The reason, for the audit trail",
                HelpName = "TEXT",
                Required = true,
            },
            "a reason in words"
        );

    public static Option<string> By() =>
        NotBlank(
            new Option<string>("--by")
            {
                Description = "Who decides",
                HelpName = "NAME",
                DefaultValueFactory = _ => Environment.UserName,
            },
            "a user or service name"
        );

    public static Option<string?> Model() =>
        new("--model") { Description = "The model's name [default: Scorer:ModelName]", HelpName = "NAME" };

    public static Option<bool> AsJson() => new("--json") { Description = "Print one JSON object instead of lines" };

    public static string NameOf(ParseResult parsed, Option<string?> model, Settings settings) =>
        parsed.GetValue(model) ?? settings.Scorer.ModelName;

    /// <exception cref="BadInputException">Nothing was ever registered under the name.</exception>
    public static async Task<ModelHistory> RequireAsync(AuditStore store, string name, CancellationToken cancellation)
    {
        if (await store.Models.FindAsync(name, cancellation) is { } known)
            return known;
        var others = await store.Models.ListAsync(cancellation);
        throw new BadInputException(
            others.Count == 0
                ? $"model '{name}' is not known; no model was ever registered"
                : $"model '{name}' is not known; registered: {string.Join(", ", others.Select(other => other.Name))}"
        );
    }

    /// <summary>Records a decision, publishes it and prints it.</summary>
    public static async Task<int> DecideAsync(
        ParseResult parsed,
        Settings settings,
        RequestedDecision decision,
        bool asJson,
        CancellationToken cancellation
    )
    {
        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
        await using var store = settings.OpenAudit(TimeProvider.System);
        var promotion = new ModelPromotion(store, settings.Kafka.ToClientConfig(), registry);
        var outcome = await promotion.DecideAsync(decision.Model, decision.IsRecorded, () => decision.Record(store), cancellation);
        await WriteAsync(parsed, settings, outcome, asJson);
        return ExitCodes.Ok;
    }

    public static async Task WriteAsync(ParseResult parsed, Settings settings, DecisionOutcome outcome, bool asJson)
    {
        var (record, (output, error)) = (outcome.Record, (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        if (asJson)
        {
            await output.WriteLineAsync(
                JsonSerializer.Serialize(
                    new
                    {
                        record.ModelName,
                        record.ModelVersion,
                        record.ModelSha256,
                        record.DecisionNumber,
                        record.Kind,
                        record.DecidedBy,
                        record.Why,
                        outcome.WasRecordedBefore,
                    },
                    Json
                )
            );
        }
        else
        {
            if (outcome.WasRecordedBefore)
                await output.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"decision {record.DecisionNumber} was recorded before, by {record.DecidedBy}, but never published; "
                            + $"it is now, and nothing was decided anew"
                    )
                );
            await output.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.ModelName} {record.ModelVersion} serves by decision "
                        + $"{record.DecisionNumber}{(record.Kind == Champion.RolledBack ? ", a rollback" : "")}, sha256 "
                        + $"{record.ModelSha256}"
                )
            );
        }

        if (outcome.Note is { } note)
            await error.WriteLineAsync($"note: {note}");
        if (record.ModelName != settings.Scorer.ModelName)
            await error.WriteLineAsync(
                $"note: Scorer:ModelName is '{settings.Scorer.ModelName}'; a scorer with these settings serves another model than "
                    + $"'{record.ModelName}'"
            );
    }

    public static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static Option<string> NotBlank(Option<string> option, string allowed)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
                result.AddError($"{option.Name} is blank; allowed: {allowed}");
        });
        return option;
    }
}
