using System.CommandLine;
using System.Text.Json;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Promotions;

namespace Streaming.Host.Commands;

/// <summary><c>models propose</c>: an artifact file that waits for somebody else's decision.</summary>
internal static class ModelsProposeCommand
{
    public static Command Create()
    {
        var file = new PathArgument("FILE", PathUse.FileToRead) { Description = "The artifact, as `train` wrote it" };
        var (why, by, json) = (ModelsCommand.Why(), ModelsCommand.By(), ModelsCommand.AsJson());
        var command = new Command(
            "propose",
            "Checks and stores the artifact and leaves the decision to somebody else: the way of a file into service where "
                + "Promotion:TwoPersons is on. The model in service stays."
        )
        {
            file,
            why,
            by,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                var (artifact, model) = ArtifactFile.Load("FILE", parsed.GetValue(file)!);
                using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                await using var store = settings.OpenAudit(TimeProvider.System);
                var history = await new ModelPromotion(store, settings.Kafka.ToClientConfig(), registry).ProposeAsync(
                    new PromotionRequest(artifact, parsed.GetRequiredValue(by), parsed.GetRequiredValue(why)),
                    cancellation
                );
                var (proposal, serving) = (history.Proposals[^1], history.Champion()?.Version);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(
                            new
                            {
                                ModelName = model.Name,
                                proposal.Version,
                                proposal.By,
                                proposal.Why,
                                proposal.At,
                                Serving = serving,
                            },
                            ModelsCommand.Json
                        )
                        : $"{model.Name} {model.Version} waits for a decision; {serving ?? "nothing"} serves"
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
