using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Registry;
using Streaming.Console.Pages.Models;
using Streaming.Host.Configuration;
using Streaming.Marketplace.Synthetic;
using Streaming.Training.Gates;

namespace Streaming.Host.Commands;

/// <summary><c>models list</c>: every decision, then what never served.</summary>
internal static class ModelsListCommand
{
    public static Command Create()
    {
        var json = ModelsCommand.AsJson();
        var command = new Command(
            "list",
            "Lists every version: since when it is known, when it served, who decided and why, and what waits for a decision."
        )
        {
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var store = settings.OpenAudit(TimeProvider.System);
                var models = await store.Models.ListAsync(cancellation);
                if (parsed.GetValue(json))
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(
                        JsonSerializer.Serialize(new { Models = models.Select(Shape) }, ModelsCommand.Json)
                    );
                else
                    Write(models, parsed.InvocationConfiguration.Output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static object Shape(ModelHistory model) =>
        new
        {
            model.Name,
            Serving = model.Champion()?.Version,
            Versions = model.Registered.Select(version => new
            {
                version.Version,
                Name = model.ShortNameOf(version.Version),
                version.Sha256,
                State = model.StateOf(version.Version),
                version.RegisteredAt,
                version.RunId,
            }),
            Decisions = model.Champions,
            Waiting = model.Waiting(),
            model.Rejections,
        };

    private static void Write(IReadOnlyList<ModelHistory> models, TextWriter output)
    {
        if (models.Count == 0)
        {
            output.WriteLine("no model was ever registered");
            return;
        }

        var table = Tabulation.Table("model", "decision", "name", "version", "serves since (UTC)", "by", "why");
        foreach (var model in models)
        {
            foreach (var champion in model.Champions)
                table.AddRow([
                    model.Name,
                    Decision(model, champion),
                    model.ShortNameOf(champion.Version),
                    champion.Version,
                    ModelsCommand.Time(champion.Since),
                    champion.By,
                    champion.Why,
                ]);
            foreach (var version in model.Registered.Where(known => model.Champions.All(champion => champion.Version != known.Version)))
            {
                var (state, by, why) = StateOf(model, version.Version);
                table.AddRow([model.Name, state, model.ShortNameOf(version.Version), version.Version, "never", by, why]);
            }
        }

        Tabulation.Write(table, output);
    }

    private static string Decision(ModelHistory model, Champion champion) =>
        champion.DecisionNumber.ToString(CultureInfo.InvariantCulture)
        + (
            champion.Kind switch
            {
                Champion.RolledBack => " rollback",
                Champion.PromotedDespiteGates => " override",
                _ => "",
            }
        )
        + (champion == model.Champions[^1] ? " (serving)" : "");

    private static (string State, string By, string Why) StateOf(ModelHistory model, string version)
    {
        if (model.Waiting().LastOrDefault(proposal => proposal.Version == version) is { } waiting)
            return ("waiting", waiting.By, waiting.Why);
        return model.Rejections.LastOrDefault(rejection => rejection.Version == version) is { } rejected
            ? ("rejected", rejected.By, rejected.Why)
            : ("-", "", "");
    }
}
