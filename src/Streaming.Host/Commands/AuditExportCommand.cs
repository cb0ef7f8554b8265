using System.CommandLine;
using System.Globalization;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Audit.Anchors;
using Streaming.Host.Configuration;
using Streaming.Kafka.Registry;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>audit export</c>: the trail as a file that checks itself.</summary>
internal static class AuditExportCommand
{
    public static Command Create()
    {
        var file = new PathOption("--out", PathUse.FileToWrite)
        {
            Description = "Receives the export; replaced only by a finished one",
            HelpName = "FILE",
            Required = true,
        };
        var (by, without, bootstrap) = (ModelsCommand.By(), AuditCommand.WithoutAnchors(), CommandOptions.Bootstrap());
        by.Description = "Who exports";
        var command = new Command(
            "export",
            "Writes every event with its hash as lines of JSON, ending with the heads of all streams, and anchors the same in topic "
                + "audit-anchors. ops/verify-export.py checks such a file by itself."
        )
        {
            file,
            by,
            without,
            bootstrap,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                var path = parsed.GetRequiredValue(file)!;
                await using var store = settings.OpenAudit(TimeProvider.System);
                // before, so that the export tells of itself
                await store.Acts.RecordAsync(new TrailExported(parsed.GetRequiredValue(by)), cancellation);
                if (!parsed.GetValue(without))
                {
                    using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                    var anchoring = new AuditAnchoring(store, settings.Kafka.ToClientConfig(), registry);
                    if (await anchoring.TryAsync("export", cancellation) is { } note)
                        await parsed.InvocationConfiguration.Error.WriteLineAsync($"note: {note}");
                }

                var events = await WriteAsync(store, path, parsed.GetRequiredValue(by), cancellation);
                await parsed.InvocationConfiguration.Output.WriteLineAsync(
                    string.Create(CultureInfo.InvariantCulture, $"{events} events in {path}")
                );
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static async Task<long> WriteAsync(AuditStore store, string path, string by, CancellationToken cancellation)
    {
        long events = 0;
        await Task.Run(
            () =>
                WholeFile.Write(
                    path,
                    stream =>
                    {
                        using var writer = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
                        events = store.Chain.ExportAsync(writer, by, cancellation).GetAwaiter().GetResult();
                    }
                ),
            cancellation
        );
        return events;
    }
}
