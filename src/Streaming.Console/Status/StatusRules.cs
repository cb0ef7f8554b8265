using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Streaming.Console.Pages.Stream;
using Streaming.Console.Queries.Stream;
using Streaming.Console.Web;

namespace Streaming.Console.Status;

/// <summary>What of the health checks and of the measured stream is a fault, and what to do. Pure.</summary>
internal static class StatusRules
{
    /// <summary>An order that waits longer is news to whoever waits for its alert.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(5);

    private const string Warning = "; warning: ";
    private const string LogSaysWhy = "The log of the process says why.";

    private static readonly Dictionary<string, (string Name, string Remedy, bool StopsWork)> Known = new()
    {
        ["brokers"] = ("the brokers", "Scoring waits and goes on by itself when they answer. Look at Kafka.", true),
        ["registry"] = ("the schema registry", "Events of a new schema wait. Look at the registry.", false),
        ["model"] = ("the model", "Orders wait for a model in service: promote one on the page Models.", true),
        ["scorer"] = ("the scorer", LogSaysWhy, true),
        ["scorer moves"] = ("the scorer", "It hangs: restart its process.", true),
        ["console"] = ("these pages", "They may be behind. Scoring goes on. Look at PostgreSQL.", true),
        ["cases"] = ("the cases", "New alerts make no cases meanwhile; none is lost.", false),
        ["notifier"] = ("the notifications", "They wait and are sent later.", false),
        ["trainer"] = ("the trainer", "Runs wait.", false),
        ["histories"] = ("the histories of the API", "The API answers when they are read.", false),
    };

    /// <summary>Each check that fails or warns.</summary>
    public static IEnumerable<StatusFault> Of(HealthReport report)
    {
        foreach (var (name, entry) in report.Entries)
        {
            var (title, remedy, stops) = Known.GetValueOrDefault(name, (name, LogSaysWhy, false));
            var said = entry.Description ?? "";
            if (entry.Status == HealthStatus.Unhealthy)
                yield return new StatusFault($"{Capital(title)}: {said}", remedy, stops);
            else if (said.IndexOf(Warning, StringComparison.Ordinal) is >= 0 and var at)
                yield return new StatusFault($"{Capital(title)}: {said[(at + Warning.Length)..]}", LogSaysWhy, StopsWork: false);
        }
    }

    /// <summary>What the measured stream tells, wherever its scorers run.</summary>
    public static IEnumerable<StatusFault> Of(StreamView stream)
    {
        const string lookAtStream = "The page Stream shows each partition.";
        if (stream.MeasuredAt is not { } measured)
            yield break;
        if (stream.Detail.Length > 0)
            yield return new StatusFault($"The brokers could not be asked: {stream.Detail}", "Look at Kafka.", StopsWork: true);
        else if (stream.Now - measured > StreamFormatter.Stale)
            yield return new StatusFault(
                $"How far the scorers are was measured {Format.Ago(measured, stream.Now)}",
                "No console projects, or it does not get on: see its /health/ready.",
                StopsWork: false
            );
        else if (stream.OldestAt is { } oldest && stream.Now - oldest > LongWait && stream.Waiting > 0)
            yield return new StatusFault(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Format.Many(stream.Waiting, "order waits", "orders wait")}, the oldest for {Format.Span(stream.Now - oldest)}"
                ),
                lookAtStream,
                StopsWork: false
            );
    }

    /// <summary>Nobody could be asked.</summary>
    public static StatusFault Unreadable(string why) => new($"These pages: {why}", Known["console"].Remedy, StopsWork: true);

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
