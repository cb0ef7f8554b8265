using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Anchors;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>audit</c>: reads the trail, proves that it is as it was written, takes it away.</summary>
internal static class AuditCommand
{
    public static Command Create() =>
        new("audit", "Shows who did what, when and why; proves that nothing of it was changed, cut off or removed; exports it.")
        {
            AuditTrailCommand.Create(),
            AuditVerifyCommand.Create(),
            AuditExportCommand.Create(),
            Anchor(),
            AuditAdoptCommand.Create(),
        };

    public static Option<bool> WithoutAnchors() =>
        new("--without-anchors") { Description = "Leave the topic of anchors alone, for when there is no broker" };

    private static Command Anchor()
    {
        var (bootstrap, json) = (CommandOptions.Bootstrap(), ModelsCommand.AsJson());
        var command = new Command(
            "anchor",
            "Writes where the audit trail stands to topic audit-anchors, unless it stands there already. "
                + "Running roles do it daily, and every promotion does."
        )
        {
            bootstrap,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                await using var store = settings.OpenAudit(TimeProvider.System);
                var anchors = await new AnchorRelay(store.Chain, new AnchorTopic(settings.Kafka.ToClientConfig(), registry)).AnchorAsync(
                    "request",
                    cancellation
                );
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    parsed.GetValue(json)
                        ? JsonSerializer.Serialize(
                            anchors.Count == 0
                                ? new Anchored(false, null, null)
                                : new Anchored(true, anchors[^1].Position, anchors[^1].Hash),
                            ModelsCommand.Json
                        )
                    : anchors.Count == 0 ? "nothing has happened since the last anchor"
                    : string.Create(CultureInfo.InvariantCulture, $"anchored at {anchors[^1].Position}:{anchors[^1].Hash}")
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private sealed record Anchored(bool Written, long? Position, string? Hash);
}
