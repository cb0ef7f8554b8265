using System.CommandLine;
using System.Text.Json;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Host.Configuration;

namespace Streaming.Host.Commands;

/// <summary><c>models reject</c>: turns a waiting proposal down.</summary>
internal static class ModelsRejectCommand
{
    public static Command Create()
    {
        var version = new Argument<string>("VERSION") { Description = "The version whose proposal waits" };
        var (model, why, by, json) = (ModelsCommand.Model(), ModelsCommand.Why(), ModelsCommand.By(), ModelsCommand.AsJson());
        var command = new Command("reject", "Turns a proposal down that waits for a decision. The model in service stays.")
        {
            version,
            model,
            why,
            by,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                var (name, rejected) = (ModelsCommand.NameOf(parsed, model, settings), parsed.GetRequiredValue(version));
                await using var store = settings.OpenAudit(TimeProvider.System);
                var history = await store.Models.RejectAsync(
                    name,
                    rejected,
                    parsed.GetRequiredValue(by),
                    parsed.GetRequiredValue(why),
                    cancellation
                );
                var (rejection, serving) = (history.Rejections[^1], history.Champion()?.Version);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(
                            new
                            {
                                ModelName = name,
                                rejection.Version,
                                rejection.By,
                                rejection.Why,
                                rejection.At,
                                Serving = serving,
                            },
                            ModelsCommand.Json
                        )
                        : $"{name} {rejected} is rejected; {serving ?? "nothing"} serves"
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
