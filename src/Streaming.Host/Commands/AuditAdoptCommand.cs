using System.CommandLine;
using System.Globalization;
using Streaming.Audit.Anchors;
using Streaming.Contracts.Events;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>audit adopt</c>: a person takes the store over as it is.</summary>
internal static class AuditAdoptCommand
{
    public static Command Create()
    {
        var (why, by, without, bootstrap) = (
            ModelsCommand.Why(),
            ModelsCommand.By(),
            AuditCommand.WithoutAnchors(),
            CommandOptions.Bootstrap()
        );
        by.Description = "Who adopts";
        var broken = new Option<bool>("--even-if-broken")
        {
            Description =
                "Also chain anew what is there of a chain that does not hold, such as that of a restored backup; " + "keep an export first",
        };
        var command = new Command(
            "adopt",
            "Takes the audit store over as it is, and records who did so and why: "
                + "begins the chain where it is gone or the store is older than it, and sets the anchors of other stores aside. "
                + "Needed once after such a change, and never otherwise. Exit code 2 when there is nothing to adopt."
        )
        {
            why,
            by,
            broken,
            without,
            bootstrap,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                await using var store = settings.OpenAudit(TimeProvider.System);
                var client = settings.Kafka.ToClientConfig();
                IReadOnlyList<AuditAnchored> anchors = parsed.GetValue(without)
                    ? []
                    : await new AnchorTopic(client, registry).ReadAsync(cancellation);
                var adopted = await store.Chain.AdoptAsync(
                    anchors,
                    parsed.GetRequiredValue(by),
                    parsed.GetRequiredValue(why),
                    parsed.GetValue(broken),
                    cancellation
                );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"store {adopted.Store} is adopted: {adopted.Chained} events chained anew, anchors of {adopted.Others.Count} "
                            + $"other stores set aside; it stands in the audit trail"
                    )
                );
                if (
                    !parsed.GetValue(without)
                    && await new AuditAnchoring(store, client, registry).TryAsync("request", cancellation) is { } note
                )
                    await parsed.InvocationConfiguration.Error.WriteLineAsync($"note: {note}");
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
