using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Audit.Chain;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Host.Configuration;
using Streaming.Host.Redrives;
using Streaming.Kafka.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>audit verify</c>: recomputes the chain and compares it with the anchors.</summary>
internal static class AuditVerifyCommand
{
    private const int ShownFindings = 20;

    public static Command Create()
    {
        var (without, json, bootstrap) = (AuditCommand.WithoutAnchors(), ModelsCommand.AsJson(), CommandOptions.Bootstrap());
        var command = new Command(
            "verify",
            "Recomputes the hash of every event, compares the chain with the anchors outside the database, and folds what people see "
                + "(trail, models, runs) from the events again and compares that too. Says what was and was not checked. "
                + "Exit code 0 when all is as it was written, 1 when something is not or the anchors cannot be read, 3 when nothing "
                + "was ever anchored, so that a cut end could not be seen."
        )
        {
            without,
            json,
            bootstrap,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                await using var store = settings.OpenAudit(TimeProvider.System);
                await UnrecordedRedrives.Of(settings).RecordAsync(store, parsed.InvocationConfiguration.Error, cancellation);
                var (anchors, unread) = parsed.GetValue(without)
                    ? (new AnchorRecords([], []), null)
                    : await AnchorsAsync(settings, cancellation);
                var verdict = await store.Chain.VerifyAsync(anchors, cancellation);
                var isProvable = verdict.Anchors > 0 || verdict.Events == 0 || parsed.GetValue(without);
                var exitCode =
                    !verdict.IsWhole || unread is not null ? ExitCodes.Failed
                    : isProvable ? ExitCodes.Ok
                    : ExitCodes.Unprovable;
                var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
                if (parsed.GetValue(json))
                    await output.WriteLineAsync(JsonSerializer.Serialize(verdict, ModelsCommand.Json));
                else
                    Write(verdict, parsed.GetValue(without) || unread is not null, output);
                if (unread is not null)
                    await error.WriteLineAsync(
                        $"streaming: the anchors could not be read, so a cut end would not be seen: "
                            + $"{unread} (--without-anchors leaves them alone)"
                    );
                else if (exitCode == ExitCodes.Unprovable)
                    await error.WriteLineAsync(
                        "streaming: nothing of this store was ever anchored, so a cut end would not be seen; run: streaming audit anchor"
                    );
                return exitCode;
            }
        );
        return command;
    }

    private static async Task<(AnchorRecords Anchors, string? Fault)> AnchorsAsync(
        Configuration.Settings settings,
        CancellationToken cancellation
    )
    {
        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
        try
        {
            return (await new AnchorTopic(settings.Kafka.ToClientConfig(), registry).ReadAllAsync(cancellation), null);
        }
        catch (Exception fault) when (fault is KafkaException or RegistryUnavailableException)
        {
            return (new AnchorRecords([], []), Reasons.Of(fault));
        }
    }

    private static void Write(ChainReport verdict, bool withoutAnchors, TextWriter output)
    {
        foreach (var finding in verdict.Findings.Take(ShownFindings))
            output.WriteLine(
                finding.Position is { } position
                    ? string.Create(CultureInfo.InvariantCulture, $"position {position}: {finding.What}")
                    : finding.What
            );
        var more = verdict.Findings.Count - Math.Min(verdict.Findings.Count, ShownFindings) + verdict.MoreFindings;
        if (more > 0)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"and {more} more"));
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(verdict.IsWhole ? "whole" : "broken")}: {verdict.Events} events, {verdict.Findings.Count + verdict.MoreFindings} "
                    + $"findings, {verdict.Anchors} anchors up to event {verdict.AnchoredPosition}"
            )
        );
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"head {verdict.Position}:{verdict.Hash}"));
        foreach (var line in CheckFormatter.Of(verdict, withoutAnchors))
            output.WriteLine(line);
    }
}
