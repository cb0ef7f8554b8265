using System.CommandLine;
using Streaming.Contracts.Registry;
using Streaming.Host.Configuration;
using Streaming.Host.Promotions;

namespace Streaming.Host.Commands;

/// <summary><c>models promote</c>: an artifact file, or a version that is registered already.</summary>
internal static class ModelsPromoteCommand
{
    public static Command Create()
    {
        var file = new PathArgument("FILE", PathUse.FileToRead) { Description = "The artifact, as `train` wrote it", Arity = ArgumentArity.ZeroOrOne };
        var version = new Option<string?>("--version") { Description = "Instead of a file: a registered version, such as one that waits for a decision", HelpName = "VERSION" };
        var (model, why, by, json, bootstrap) = (ModelsCommand.Model(), ModelsCommand.Why(), ModelsCommand.By(), ModelsCommand.AsJson(), CommandOptions.Bootstrap());
        var command = new Command("promote", "Checks and stores the artifact, records the decision and tells the scorers, which swap between two batches. Given again after a failure, publishes what was decided.")
        {
            file, version, model, why, by, json, bootstrap,
        };
        command.Validators.Add(result =>
        {
            if ((result.GetValue(file) is null) != result.IsGiven(version)) result.AddError("give either FILE or --version VERSION");
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var settings = CommandOptions.LoadSettings(parsed, bootstrap);
            if (parsed.GetValue(version) is { } registered)
            {
                var name = ModelsCommand.NameOf(parsed, model, settings);
                return await ModelsCommand.DecideAsync(
                    parsed, settings, name, parsed.GetValue(json), champion => champion.Version == registered,
                    store => store.Models.PromoteVersionAsync(name, registered, parsed.GetRequiredValue(by), parsed.GetRequiredValue(why), cancellation), cancellation);
            }

            var artifact = await File.ReadAllBytesAsync(parsed.GetValue(file)!, cancellation);
            using var registry = new SchemaRegistryClient(settings.SchemaRegistry.ToConfig());
            await using var store = settings.OpenAudit(TimeProvider.System);
            var outcome = await Promotion.PromoteAsync(
                store, settings.Kafka.ToClientConfig(), registry, artifact, parsed.GetRequiredValue(by), parsed.GetRequiredValue(why), alreadyServingIsFine: false, cancellation);
            await ModelsCommand.WriteAsync(parsed, settings, outcome!, parsed.GetValue(json));
            return ExitCodes.Ok;
        });
        return command;
    }
}
