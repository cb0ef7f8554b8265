using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streaming.Faults.Bugs;
using Streaming.Faults.Orders;
using Streaming.Host;
using Streaming.Host.Commands;
using Streaming.Host.Logging;
using Streaming.Host.Roles;
using Streaming.Scorer;
using Streaming.Scorer.Loop;

namespace Streaming.Faults;

/// <summary><c>scorer</c>: what <c>streaming run --roles scorer</c> does, with a seeded bug or a death at a named point of a
/// batch.</summary>
internal static class ScorerCommand
{
    public static Command Create()
    {
        var bug = new Option<string?>("--bug")
        {
            Description = $"Puts a bug into the scorer: {string.Join(", ", SeededBugs.Names)}",
            HelpName = "NAME",
        };
        bug.AcceptOnlyFromAmong([.. SeededBugs.Names]);
        var point = new Option<string?>("--kill-at")
        {
            Description = $"Where the process ends itself by SIGKILL: {string.Join(", ", BatchPoint.Names)}",
            HelpName = "POINT",
        };
        point.AcceptOnlyFromAmong([.. BatchPoint.Names]);
        var after = new Option<int>("--after")
        {
            Description = "At which time of reaching the point, from 1",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        }.Within(1, int.MaxValue);
        var command = new Command(
            "scorer",
            $"A scorer that can be told to die or to halt: by --kill-at, or later by lines on standard input: {PointOrder.Form}"
        )
        {
            bug,
            point,
            after,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed);
                using var logs = ProcessLog.Create(LogLevel.Information);
                using var orders = new PointOrders();
                if (parsed.GetValue(point) is { } name)
                    orders.Give(new PointOrder(FatefulSignal.Kill, BatchPoint.Of(name), parsed.GetValue(after), TimeSpan.Zero));
                _ = Task.Run(() => orders.Follow(System.Console.In, System.Console.Error), CancellationToken.None);
                using var seeded = parsed.GetValue(bug) is { } chosen ? SeededBugs.Create(chosen, settings) : null;
                var run = RoleRun.Of(settings, CommandOptions.ConfigFolder(parsed)) with
                {
                    Seams = new RoleSeams(seeded?.Seams ?? ScoringSeams.None),
                };
                await RoleHost.RunAsync(run, ["scorer"], logs, TimeProvider.System, stop);
                return ExitCodes.Ok;
            }
        );
        return command;
    }
}
