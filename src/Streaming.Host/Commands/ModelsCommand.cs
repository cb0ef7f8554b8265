using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Contracts.Registry;
using Streaming.Host.Configuration;
using Streaming.Host.Promotions;

namespace Streaming.Host.Commands;

/// <summary><c>models promote</c> and <c>models list</c>.</summary>
internal static class ModelsCommand
{
    private const int ShownHashDigits = 12;

    public static Command Create() => new("models", "Puts a model into service, or lists the models and who decided for them.") { Promote(), List() };

    private static Command Promote()
    {
        var file = new Argument<string>("FILE") { Description = "The artifact, as `train` wrote it" };
        var why = new Option<string>("--why") { Description = "The reason, for the audit trail", HelpName = "TEXT", Required = true };
        var by = new Option<string>("--by") { Description = "Who decides", HelpName = "NAME", DefaultValueFactory = _ => Environment.UserName };
        var bootstrap = CommandOptions.Bootstrap();
        why.Validators.Add(result => RefuseBlank(result, "--why", "a reason in words"));
        by.Validators.Add(result => RefuseBlank(result, "--by", "a user or service name"));
        var command = new Command("promote", "Checks and stores the artifact, records the decision and tells the scorers, which swap between two batches.")
        {
            file, why, by, bootstrap,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandOptions.LoadSettings(parsed, bootstrap);
            var artifact = await File.ReadAllBytesAsync(parsed.GetRequiredValue(file), cancellation);
            using var registry = new SchemaRegistryClient(settings.SchemaRegistry.ToConfig());
            await using var store = settings.OpenAudit(TimeProvider.System);
            var decision = await Promotion.PromoteAsync(
                store, settings.Kafka.ToClientConfig(), registry, artifact, parsed.GetRequiredValue(by), parsed.GetRequiredValue(why), alreadyServingIsFine: false, cancellation);
            await parsed.InvocationConfiguration.Output.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"{decision!.ModelName} {decision.ModelVersion} serves by decision {decision.DecisionNumber}, sha256 {decision.ModelSha256}"));
            if (decision.ModelName != settings.Scorer.ModelName)
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"note: Scorer:ModelName is '{settings.Scorer.ModelName}'; a scorer with these settings serves another model than '{decision.ModelName}'");
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Command List()
    {
        var command = new Command("list", "Lists every version: since when it is known, when it served, who decided and why.");
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandOptions.LoadSettings(parsed);
            await using var store = settings.OpenAudit(TimeProvider.System);
            Write(await store.Models.ListAsync(cancellation), parsed.InvocationConfiguration.Output);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(IReadOnlyList<ModelHistory> models, TextWriter output)
    {
        if (models.Count == 0)
        {
            output.WriteLine("no model was ever registered");
            return;
        }

        var table = Tabulation.Table("model", "decision", "version", "sha256", "serves since (UTC)", "by", "why");
        foreach (var model in models)
        {
            foreach (var champion in model.Champions)
            {
                var number = champion.DecisionNumber.ToString(CultureInfo.InvariantCulture) + (champion == model.Champions[^1] ? " (serving)" : "");
                table.AddRow(
                    [.. new[] { model.Name, number, champion.Version, champion.Sha256[..ShownHashDigits], Time(champion.Since), champion.By, champion.Why }.Select(Markup.Escape)]);
            }

            foreach (var waiting in model.Registered.Where(r => model.Champions.All(c => c.Version != r.Version)))
                table.AddRow([.. new[] { model.Name, "-", waiting.Version, waiting.Sha256[..ShownHashDigits], "never", "", "" }.Select(Markup.Escape)]);
        }

        Tabulation.Write(table, output);
    }

    private static string Time(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static void RefuseBlank(System.CommandLine.Parsing.OptionResult result, string option, string allowed)
    {
        if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value)) result.AddError($"{option} is blank; allowed: {allowed}");
    }
}
