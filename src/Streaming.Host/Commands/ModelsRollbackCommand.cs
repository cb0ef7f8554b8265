using System.CommandLine;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>models rollback</c>: a version that served before serves again.</summary>
internal static class ModelsRollbackCommand
{
    public static Command Create()
    {
        var version = new Argument<string?>("VERSION")
        {
            Description = "A version that served before [default: the one before the present]",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var (model, why, by, json, bootstrap) = (
            ModelsCommand.Model(),
            ModelsCommand.Why(),
            ModelsCommand.By(),
            ModelsCommand.AsJson(),
            CommandOptions.Bootstrap()
        );
        var command = new Command(
            "rollback",
            "Puts a version that served before back into service: a new decision with the next number, which scorers follow like a "
                + "promotion."
        )
        {
            version,
            model,
            why,
            by,
            json,
            bootstrap,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                var (name, target) = (ModelsCommand.NameOf(parsed, model, settings), parsed.GetValue(version));
                return await ModelsCommand.DecideAsync(
                    parsed,
                    settings,
                    new RequestedDecision(
                        name,
                        champion => champion.Kind == Champion.RolledBack && (target is null || champion.Version == target),
                        store =>
                            store.Models.RollBackAsync(
                                name,
                                target,
                                parsed.GetRequiredValue(by),
                                parsed.GetRequiredValue(why),
                                cancellation
                            )
                    ),
                    parsed.GetValue(json),
                    cancellation
                );
            }
        );
        return command;
    }
}
