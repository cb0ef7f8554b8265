using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Streaming.Audit.Runs;
using Streaming.Console.Web;
using Streaming.Contracts.Rules;
using Streaming.Host.Logging;
using Streaming.Host.Retraining;
using Streaming.Retraining.Stages.Validation;

namespace Streaming.Host.Commands;

/// <summary><c>runs findings</c>: the rows that validation rejected or flagged.</summary>
internal static class RunsFindingsCommand
{
    public static Command Create()
    {
        var (run, embedded, json) = (RunsCommand.Run(), RunsCommand.Embedded(), RunsCommand.AsJson());
        var dataset = new Option<string?>("--dataset") { Description = "Only rows of this table or topic", HelpName = "NAME" };
        var severity = new Option<string?>("--severity")
        {
            Description = "Only rows whose gravest rule is this: reject, flag or info",
            HelpName = "NAME",
        };
        severity.AcceptOnlyFromAmong("reject", "flag", "info");
        var code = new Option<string?>("--code") { Description = "Only rows that broke this rule, among others", HelpName = "CODE" };
        code.AcceptOnlyFromAmong([.. RuleCodes.OfRows, FindingsFile.Cut]);
        var limit = new Option<int>("--limit")
        {
            Description = "Rows at most",
            HelpName = "N",
            DefaultValueFactory = _ => 100,
        }.Within(1, 1_000_000);
        var command = new Command(
            "findings",
            "Lists the rows that validation rejected or flagged, with every rule that each broke; also of a run that a gate stopped."
        )
        {
            run,
            dataset,
            severity,
            code,
            limit,
            json,
            embedded,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                using var logs = ProcessLog.Create(LogLevel.Warning);
                await using var database = await RunsDatabase.OpenAsync(parsed, embedded, logs, stop);
                var id = parsed.GetRequiredValue(run);
                var found = await database.Audit.Runs.FindAsync(id, stop) ?? throw new UnknownRunException(id);
                var filter = new FindingsFilter(parsed.GetValue(dataset), parsed.GetValue(severity), parsed.GetValue(code));
                var rows =
                    await new RunFindings(database.Audit.Artifacts).ReadAsync(found, filter, 0, parsed.GetValue(limit), stop)
                    ?? throw new FailedException(
                        $"run {id} left no list of findings: its validation wrote none, or it is no longer stored"
                    );
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    await output.WriteLineAsync(JsonSerializer.Serialize(rows.Rows, RunsCommand.Json));
                    return ExitCodes.Ok;
                }

                if (rows.Rows.Count > 0)
                    Tabulation.Write(TableOf(rows.Rows), output);
                await output.WriteLineAsync($"{rows.Rows.Count} of {rows.Fitting} rows");
                return ExitCodes.Ok;
            }
        );
        return command;
    }

    private static TextTable TableOf(IEnumerable<FoundRow> rows)
    {
        var table = Tabulation.Table("data set", "line", "key", "severity", "rules");
        foreach (var row in rows)
        {
            var rules = string.Join("; ", row.Broken.Select(rule => $"{rule.Code} {rule.Column} {rule.Value}".Trim()));
            string[] cells = [row.Dataset, row.Line?.ToString(CultureInfo.InvariantCulture) ?? "", row.Key, row.Severity, rules];
            table.AddRow([.. cells]);
        }

        return table;
    }
}
