using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Audit;
using Streaming.Audit.Acts;
using Streaming.Contracts;
using Streaming.Host.Configuration;
using Streaming.Host.Redrives;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Training.Evaluation;

namespace Streaming.Host.Commands;

/// <summary><c>deadletters redrive</c>: releases parked orders, or says what would happen.</summary>
internal static class DeadLettersRedriveCommand
{
    public static Command Create()
    {
        var (order, partition, offset) = (DeadLettersCommand.Order(), DeadLettersCommand.Partition(), DeadLettersCommand.Offset());
        var reason = new Option<string?>("--reason")
        {
            Description = "Every parked order with a waiting dead letter of this reason code",
            HelpName = "CODE",
        };
        var all = new Option<bool>("--all") { Description = "Every parked order" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Score everything, publish nothing, and say what would happen" };
        var rate = new Option<double>("--rate")
        {
            Description = "Orders per second at most",
            HelpName = "N",
            DefaultValueFactory = _ => 20,
        }.Within(0.001, 10_000);
        var attempts = new Option<int>("--max-attempts")
        {
            Description = "Leave an order alone when that many redrives of it have failed",
            HelpName = "N",
            DefaultValueFactory = _ => 3,
        }.Within(1, 1_000_000);
        var discard = new Option<bool>("--discard-invalid")
        {
            Description = "Give up what is still invalid and release the rest of its order",
        };
        var why = new Option<string>("--why")
        {
            Description = "The reason, kept with the release",
            HelpName = "TEXT",
            Required = true,
        };
        var json = new Option<bool>("--json") { Description = "Print a JSON object per order instead of lines" };
        var bootstrap = CommandOptions.Bootstrap();
        var command = new Command(
            "redrive",
            "Scores the whole sequence of a parked order with the model in service and releases it in one transaction, if all of it is "
                + "valid; else the order stays parked. Exit code 1 when an order stayed parked."
        )
        {
            order,
            reason,
            all,
            partition,
            offset,
            dryRun,
            rate,
            attempts,
            discard,
            why,
            json,
            bootstrap,
        };
        command.Validators.Add(result =>
        {
            if (result.IsGiven(partition) != result.IsGiven(offset))
                result.AddError("--partition and --offset need each other");
            bool[] chosen = [result.IsGiven(order), result.IsGiven(reason), result.IsGiven(all), result.IsGiven(partition)];
            if (chosen.Count(one => one) != 1)
                result.AddError("give one of --order ID, --reason CODE, --all, or --partition N --offset N");
        });
        why.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && string.IsNullOrWhiteSpace(result.Tokens[0].Value))
                result.AddError("--why is blank; allowed: a reason in words");
        });
        command.SetAction(
            async (parsed, stop) =>
            {
                var settings = CommandOptions.LoadSettings(parsed, bootstrap);
                await using var services = ReplayContainer.Open(settings, LogLevel.Warning);
                var redrive = services.GetRequiredService<Redrive>();
                var request = new RedriveRequest
                {
                    Selection = new LetterSelection
                    {
                        OrderId = parsed.GetValue(order),
                        Reason = parsed.GetValue(reason),
                        Letter = parsed.GetValue(partition) is { } p ? (p, parsed.GetValue(offset)!.Value) : null,
                    },
                    By = Environment.UserName,
                    Why = parsed.GetRequiredValue(why),
                    DryRun = parsed.GetValue(dryRun),
                    DiscardInvalid = parsed.GetValue(discard),
                    MaxAttempts = parsed.GetValue(attempts),
                    OrdersPerSecond = parsed.GetValue(rate),
                };
                var orders = redrive.RunAsync(request, stop);
                if (!request.DryRun)
                {
                    var (error, later) = (parsed.InvocationConfiguration.Error, UnrecordedRedrives.Of(settings));
                    var audit = services.GetRequiredService<AuditStore>();
                    await later.RecordAsync(audit, error, stop);
                    var topic = services.GetRequiredService<ScorerSettings>().NameOf(Topics.OrderDeliveredDeadLetters);
                    var begun = RecordedRedrive.Begun(request, topic);
                    orders = new RecordedRedrive(audit, later, ActLog.NewId(TimeProvider.System.GetUtcNow()), begun, error).RunAsync(
                        orders,
                        stop
                    );
                }

                return await WriteAllAsync(orders, request.DryRun, parsed.GetValue(json), parsed.InvocationConfiguration.Output);
            }
        );
        return command;
    }

    private static async Task<int> WriteAllAsync(IAsyncEnumerable<RedrivenOrder> orders, bool isDry, bool asJson, TextWriter output)
    {
        var (released, left, nothing) = (0, 0, 0);
        await foreach (var order in orders)
        {
            if (order.End == RedriveEnd.Released)
                released++;
            else if (order.End == RedriveEnd.NothingParked)
                nothing++;
            else
                left++;
            if (asJson)
                await output.WriteLineAsync(ToJson(order).ToJsonString());
            else
                await WriteAsync(order, output);
        }

        if (!asJson)
        {
            await output.WriteLineAsync(
                released + left + nothing == 0
                    ? "nothing that was asked for is parked"
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{released:N0} orders {(isDry ? "would be released" : "released")}, {left:N0} "
                            + $"{(isDry ? "would stay" : "stay")} parked{(nothing > 0 ? $", {nothing:N0} were not parked" : "")}"
                    )
            );
        }

        return left > 0 && !isDry ? ExitCodes.Failed : ExitCodes.Ok;
    }

    private static async Task WriteAsync(RedrivenOrder order, TextWriter output)
    {
        await output.WriteLineAsync($"{order.Key}: {order.Message}");
        foreach (var letter in order.Letters)
        {
            var score = letter.Probability is { } probability
                ? string.Create(CultureInfo.InvariantCulture, $" {letter.Tier} {probability:0.0000}")
                : "";
            await output.WriteLineAsync(
                $"  {order.Partition}/{letter.Offset} (input offset "
                    + $"{letter.InputOffset?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}) "
                    + $"{letter.Outcome}{score}{(letter.Why is null ? "" : ": " + letter.Why)}"
            );
        }
    }

    private static JsonObject ToJson(RedrivenOrder order) =>
        new()
        {
            ["key"] = order.Key,
            ["partition"] = order.Partition,
            ["end"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(order.End.ToString()),
            ["message"] = order.Message,
            ["attempts"] = order.Attempts,
            ["letters"] = new JsonArray([
                .. order.Letters.Select(letter => new JsonObject
                {
                    ["offset"] = letter.Offset,
                    ["input_offset"] = letter.InputOffset,
                    ["outcome"] = letter.Outcome,
                    ["probability"] = letter.Probability,
                    ["tier"] = letter.Tier,
                    ["why"] = letter.Why,
                }),
            ]),
        };
}
