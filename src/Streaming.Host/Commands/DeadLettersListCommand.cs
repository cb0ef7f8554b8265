using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.DeadLetters;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>deadletters list</c>: counts per reason, then a row per dead letter.</summary>
internal static class DeadLettersListCommand
{
    private const int LongestMessage = 80;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private sealed record Row(LetterEntry Letter, LetterSequence? Sequence)
    {
        public string State =>
            Sequence is null ? "no key"
            : Letter.Offset > Sequence.ReleasedThrough ? "parked"
            : "released";
    }

    public static Command Create()
    {
        var reason = new Option<string?>("--reason") { Description = "Only those with this reason code", HelpName = "CODE" };
        var order = DeadLettersCommand.Order();
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "Only those that failed at or after this time, such as 2030-01-31T12:00:00Z",
            HelpName = "TIME",
        }.Instant();
        var limit = new Option<int>("--limit")
        {
            Description = "Rows at most, the latest",
            HelpName = "N",
            DefaultValueFactory = _ => 50,
        }.Within(1, 1_000_000);
        var json = new Option<bool>("--json") { Description = "Print one JSON object instead of tables" };
        var bootstrap = CommandOptions.Bootstrap();
        var command = new Command(
            "list",
            "Lists the dead letters: how many of each reason, then when, where, what and why, and whether they are released."
        )
        {
            reason,
            order,
            since,
            limit,
            json,
            bootstrap,
        };
        command.SetAction(
            (parsed, stop) =>
                Task.Run(
                    () =>
                    {
                        var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                        using var registry = new ConfluentRegistry(settings.ToRegistryConfig());
                        var book = DeadLettersCommand.Read(DeadLettersCommand.SettingsOf(settings), registry, stop);
                        var rows = book
                            .Sequences.SelectMany(sequence => sequence.Letters.Select(letter => new Row(letter, sequence)))
                            .Concat(book.WithoutKey.Select(letter => new Row(letter, null)))
                            .Where(row => parsed.GetValue(reason) is not { } code || row.Letter.Reason == code)
                            .Where(row =>
                                parsed.GetValue(order) is not { } id
                                || (row.Letter.Key is { } key && key.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(id)))
                            )
                            .Where(row => parsed.GetValue(since) is not { } from || row.Letter.FailedAt >= from)
                            .OrderBy(row => row.Letter.FailedAt)
                            .ThenBy(row => row.Letter.Partition)
                            .ThenBy(row => row.Letter.Offset)
                            .ToList();
                        var shown = rows.TakeLast(parsed.GetValue(limit)).ToList();
                        var output = parsed.InvocationConfiguration.Output;
                        if (parsed.GetValue(json))
                            output.WriteLine(ToJson(rows, shown).ToJsonString(Indented));
                        else
                            Write(rows, shown, output);
                        return ExitCodes.Ok;
                    },
                    stop
                )
        );
        return command;
    }

    private static IEnumerable<(string Reason, int Letters, int Parked, int Released)> Groups(List<Row> rows) =>
        rows.GroupBy(row => row.Letter.Reason)
            .Select(group =>
                (group.Key, group.Count(), group.Count(row => row.State == "parked"), group.Count(row => row.State == "released"))
            )
            .OrderByDescending(group => group.Item2)
            .ThenBy(group => group.Key, StringComparer.Ordinal);

    private static void Write(List<Row> rows, List<Row> shown, TextWriter output)
    {
        if (rows.Count == 0)
        {
            output.WriteLine("no dead letters");
            return;
        }

        var reasons = Tabulation.Table("reason", "dead letters", "parked", "released");
        foreach (var (reason, letters, parked, released) in Groups(rows))
            reasons.AddRow(reason, Number(letters), Number(parked), Number(released));
        Tabulation.Write(reasons, output);

        var table = Tabulation.Table("failed at (UTC)", "partition/offset", "came from", "key", "reason", "message", "state", "attempts");
        foreach (var row in shown)
        {
            var (letter, message) = (row.Letter, row.Letter.Message);
            table.AddRow([
                .. new[]
                {
                    letter.FailedAt is { } at ? DeadLettersCommand.Time(at) : "-",
                    $"{letter.Partition}/{letter.Offset}",
                    letter.Original is { } original ? $"{original.Topic} {original.Partition.Value}/{original.Offset.Value}" : "-",
                    KeyText.Of(letter.Key),
                    letter.Reason,
                    message.Length <= LongestMessage ? message : message[..LongestMessage] + "…",
                    row.State,
                    Number(row.Sequence?.Attempts ?? 0),
                },
            ]);
        }

        Tabulation.Write(table, output);
        var orders = rows.Where(row => row.State == "parked").Select(row => row.Sequence).Distinct().Count();
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{rows.Count:N0} dead letters, {shown.Count:N0} shown; {orders:N0} orders are parked"
            )
        );
    }

    private static JsonObject ToJson(List<Row> rows, List<Row> shown) =>
        new()
        {
            ["reasons"] = new JsonArray([
                .. Groups(rows)
                    .Select(group => new JsonObject
                    {
                        ["reason"] = group.Reason,
                        ["dead_letters"] = group.Letters,
                        ["parked"] = group.Parked,
                        ["released"] = group.Released,
                    }),
            ]),
            ["dead_letters"] = rows.Count,
            ["shown"] = new JsonArray([
                .. shown.Select(row => new JsonObject
                {
                    ["failed_at"] = row.Letter.FailedAt?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
                    ["partition"] = row.Letter.Partition,
                    ["offset"] = row.Letter.Offset,
                    ["original_topic"] = row.Letter.Original?.Topic,
                    ["original_partition"] = row.Letter.Original?.Partition.Value,
                    ["original_offset"] = row.Letter.Original?.Offset.Value,
                    ["key"] = row.Letter.Key is null ? null : KeyText.Of(row.Letter.Key),
                    ["reason"] = row.Letter.Reason,
                    ["message"] = row.Letter.Message,
                    ["state"] = row.State,
                    ["attempts"] = row.Sequence?.Attempts ?? 0,
                }),
            ]),
        };

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
