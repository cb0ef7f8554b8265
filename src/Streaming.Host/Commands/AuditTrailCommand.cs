using System.CommandLine;
using System.Text.Json;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Host.Configuration;
using Streaming.Host.Redrives;

namespace Streaming.Host.Commands;

/// <summary><c>audit trail</c>: who did what, when and why, latest first.</summary>
internal static class AuditTrailCommand
{
    public static Command Create()
    {
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Only what was recorded at or after this time, such as 2030-01-31T12:00:00Z",
            HelpName = "TIME",
        }.Instant();
        var until = new Option<DateTimeOffset?>("--until")
        {
            Description = "Only what was recorded before this time",
            HelpName = "TIME",
        }.Instant();
        var by = new Option<string?>("--by")
        {
            Description = "Only what users or services with this text in their names did",
            HelpName = "TEXT",
        };
        var stream = new Option<string?>("--stream")
        {
            Description = "Only this stream, such as model/satisfaction; with a slash at the end all of that kind, such as run/",
            HelpName = "KEY",
        };
        var kind = new Option<string?>("--kind") { Description = "Only events of this kind, such as model_promoted", HelpName = "KIND" };
        var machine = new Option<bool>("--machine")
        {
            Description =
                "Also the machines' steps in training runs (stages, data sets, candidates); "
                + "shown anyway with --by, --kind or --stream",
        };
        var before = new Option<long?>("--before")
        {
            Description = "Only events before this sequence: the next page",
            HelpName = "N",
        }.AnyNumber();
        var limit = new Option<int>("--limit")
        {
            Description = "Rows at most",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        }.Within(1, TrailQuery.LargestPage);
        var json = ModelsCommand.AsJson();
        var command = new Command("trail", "Lists who did what, when and why, latest first.")
        {
            since,
            until,
            by,
            stream,
            kind,
            machine,
            before,
            limit,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                await using var store = settings.OpenAudit(TimeProvider.System);
                await UnrecordedRedrives.Of(settings).RecordAsync(store, parsed.InvocationConfiguration.Error, cancellation);
                var query = new TrailQuery
                {
                    Since = parsed.GetValue(since),
                    Until = parsed.GetValue(until),
                    Who = parsed.GetValue(by),
                    Stream = parsed.GetValue(stream),
                    Kind = parsed.GetValue(kind),
                    WithoutMachineSteps =
                        !parsed.GetValue(machine)
                        && (parsed.GetValue(by), parsed.GetValue(kind), parsed.GetValue(stream)) is (null, null, null),
                    Before = parsed.GetValue(before),
                    Limit = parsed.GetValue(limit),
                };
                var page = await store.Trail.QueryAsync(query, cancellation);
                if (parsed.GetValue(json))
                    await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(page, ModelsCommand.Json));
                else
                    Write(page, parsed.InvocationConfiguration.Output);
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static void Write(TrailPage page, TextWriter output)
    {
        if (page.Entries.Count == 0)
        {
            output.WriteLine("nothing of this was ever recorded");
            return;
        }

        var table = Tabulation.Table("at (UTC)", "who", "stream", "what", "why");
        foreach (var entry in page.Entries)
            table.AddRow([.. new[] { ModelsCommand.Time(entry.At), entry.Who, entry.Stream, entry.What, entry.Why }]);
        Tabulation.Write(table, output);
        if (page.Next is { } next)
            output.WriteLine($"more: --before {next}");
    }
}
