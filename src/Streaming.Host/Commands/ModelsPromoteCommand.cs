using System.CommandLine;
using Streaming.Audit.Models;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Retraining.Promotions;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>models promote</c>: an artifact file, or a version that is registered already.</summary>
internal static class ModelsPromoteCommand
{
    public static Command Create()
    {
        var file = new PathArgument("FILE", PathUse.FileToRead)
        {
            Description = "The artifact, as `train` wrote it",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var version = new Option<string?>("--version")
        {
            Description = "Instead of a file: a registered version, such as one that waits for a decision",
            HelpName = "VERSION",
        };
        var (model, why, by, json, bootstrap) = (
            ModelsCommand.Model(),
            ModelsCommand.Why(),
            ModelsCommand.By(),
            ModelsCommand.AsJson(),
            CommandOptions.Bootstrap()
        );
        var despite = new Option<bool>("--override-gates")
        {
            Description =
                "Promote although gates failed: they are told again, the decision is recorded as an override of "
                + "them, with --why. On a terminal it asks for the version to be typed",
        };
        var command = new Command(
            "promote",
            "Checks and stores the artifact, records the decision and tells the scorers, which swap between two batches. "
                + "Given again after a failure, publishes what was decided."
        )
        {
            file,
            version,
            model,
            why,
            by,
            despite,
            json,
            bootstrap,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(file) is null) != result.IsGiven(version))
                result.AddError("give either FILE or --version VERSION");
        });
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                if (parsed.GetValue(version) is { } registered)
                {
                    var name = ModelsCommand.NameOf(parsed, model, settings);
                    return await ModelsCommand.DecideAsync(
                        parsed,
                        settings,
                        new RequestedDecision(
                            name,
                            champion => champion.Version == registered,
                            async opened =>
                            {
                                var failed = await GateOverride.FailedAsync(opened, name, registered, cancellation);
                                if (
                                    await opened.Models.ChampionAsync(name, cancellation: cancellation) is not { } serving
                                    || serving.Version != registered
                                )
                                    GateOverride.Require(registered, failed, parsed.GetValue(despite));
                                if (failed.Count == 0 || !parsed.GetValue(despite))
                                    return await opened.Models.PromoteVersionAsync(
                                        name,
                                        registered,
                                        parsed.GetRequiredValue(by),
                                        parsed.GetRequiredValue(why),
                                        cancellation
                                    );
                                Confirm(parsed, registered, failed);
                                return await opened.Models.PromoteVersionDespiteGatesAsync(
                                    name,
                                    registered,
                                    parsed.GetRequiredValue(by),
                                    parsed.GetRequiredValue(why),
                                    failed,
                                    cancellation
                                );
                            }
                        ),
                        parsed.GetValue(json),
                        cancellation
                    );
                }

                var (artifact, asked) = ArtifactFile.Load("FILE", parsed.GetValue(file)!);
                using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                await using var store = settings.OpenAudit(TimeProvider.System);
                if (parsed.GetValue(despite))
                    Confirm(parsed, asked.Version, await GateOverride.FailedAsync(store, asked, cancellation));

                var outcome = await new ModelPromotion(store, settings.Kafka.ToClientConfig(), registry).PromoteAsync(
                    new PromotionRequest(artifact, parsed.GetRequiredValue(by), parsed.GetRequiredValue(why))
                    {
                        OverridesGates = parsed.GetValue(despite),
                    },
                    cancellation
                );
                await ModelsCommand.WriteAsync(parsed, settings, outcome!, parsed.GetValue(json));
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    /// <summary>Repeats the failed gates, and on a terminal waits for the version to be typed.</summary>
    /// <exception cref="BadInputException">Something else was typed.</exception>
    private static void Confirm(ParseResult parsed, string version, IReadOnlyList<GateResult> failed)
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        foreach (var gate in failed)
            error.WriteLine($"overridden: {GateOverride.Describe([gate])}");
        if (failed.Count == 0 || System.Console.IsInputRedirected || output != System.Console.Out)
            return;
        error.Write($"Type {version} to put it into service all the same: ");
        if (System.Console.ReadLine()?.Trim() != version)
            throw new BadInputException($"nothing was recorded: '{version}' was not typed");
    }
}
