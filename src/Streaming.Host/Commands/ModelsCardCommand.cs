using System.CommandLine;
using System.Text.Json;
using Streaming.Audit.Cards;
using Streaming.Audit.Models;
using Streaming.Host.Configuration;

namespace Streaming.Host.Commands;

/// <summary><c>models card</c>: what the events say about a version.</summary>
internal static class ModelsCardCommand
{
    public static Command Create()
    {
        var version = new Argument<string?>("VERSION")
        {
            Description = "A registered version [default: the one that serves]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (model, json) = (ModelsCommand.Model(), ModelsCommand.AsJson());
        var command = new Command(
            "card",
            "Prints the model card in Markdown, made from the audit trail's events only; what no event says is printed as unknown."
        )
        {
            version,
            model,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var store = settings.OpenAudit(TimeProvider.System);
                var history = await ModelsCommand.RequireAsync(store, ModelsCommand.NameOf(parsed, model, settings), cancellation);
                var shown = ModelsShowCommand.VersionOf(history, parsed.GetValue(version), at: null);
                var run = shown.RunId.Length == 0 ? null : await store.Runs.FindAsync(shown.RunId, cancellation);
                var card = ModelCards.Of(history, shown.Version, run);
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(JsonSerializer.Serialize(card, ModelsCommand.Json));
                else
                    await output.WriteAsync(card.ToMarkdown());
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
