using System.Text.Json;
using Streaming.Api;
using Streaming.Api.OnDemand;
using Streaming.Api.Problems;
using Streaming.Api.Reading;
using Streaming.Api.WhatIf;
using Streaming.Console.Orders;
using Streaming.Features;
using Streaming.Scorer.Scores;

namespace Streaming.Host.Roles;

/// <summary>For the pages: reads and scores with the code of the API, all that one page shows by one model and one state of the
/// histories.</summary>
internal sealed class OrderTrials(IOnDemandScores scores, TimeProvider clock) : IOrderTrials
{
    /// <inheritdoc/>
    public async Task<OrderTrial> TryAsync(JsonElement order, bool isPredecessor, CancellationToken cancellation)
    {
        try
        {
            return isPredecessor
                ? await PredecessorAsync(order, cancellation).ConfigureAwait(false)
                : await OrderAsync(order, cancellation).ConfigureAwait(false);
        }
        catch (ProblemException refused)
        {
            throw new TrialRefusedException(
                refused.Message,
                [.. refused.Problem.Errors.Select(error => new TrialFault(error.Field, error.Value, error.Rule))]
            );
        }
        catch (Exception waiting) when (waiting is NotReadyException or TooManyWaitingException)
        {
            throw new TrialRefusedException(waiting.Message, []);
        }
    }

    private async Task<OrderTrial> OrderAsync(JsonElement body, CancellationToken cancellation)
    {
        var asked = Questions.Orders(body, 1, clock.GetUtcNow()).Single();
        var changes = OrderChanges.Of(asked);
        var days = OrderChanges.Days(asked);
        var answer = await scores
            .ScoreAsync([asked, .. changes.Select(change => change.Order), .. days.Select(day => day.Order)], cancellation)
            .ConfigureAwait(false);
        var outcomes = answer.Scores.Skip(1).Select(Outcome).ToList();
        return Trial(
            answer,
            [
                .. changes
                    .Select((change, i) => new TrialChange(change.What, outcomes[i]))
                    .OrderByDescending(change => change.Outcome.Probability),
            ],
            [.. days.Select((day, i) => new TrialDay(day.Day, outcomes[changes.Count + i]))],
            UnknownValues.Of(asked.Order, answer.Served.Model.Categories)
        );
    }

    private async Task<OrderTrial> PredecessorAsync(JsonElement body, CancellationToken cancellation)
    {
        var asked = Questions.Predecessor(body);
        var answer = await scores.ScoreAsync(asked, cancellation).ConfigureAwait(false);
        return Trial(answer, [], [], UnknownValues.Of(asked, answer.Served.Model.Categories));
    }

    private static OrderTrial Trial(
        AskedScores answer,
        IReadOnlyList<TrialChange> changes,
        IReadOnlyList<TrialDay> days,
        IReadOnlyList<UnknownValue> unknown
    )
    {
        var (model, score) = (answer.Served.Model, answer.Scores[0]);
        return new OrderTrial(
            new TrialModel(model.Name, model.Version, answer.Served.DecisionNumber, answer.HistoriesThrough),
            Outcome(score),
            score.Reasons,
            changes,
            days
        )
        {
            Missing = [.. score.Missing.Select(feature => FeatureSchema.All[feature].Name)],
            Unknown = [.. unknown.Select(value => $"{value.Field} '{value.Value}' is used {value.Used}")],
        };
    }

    private static TrialOutcome Outcome(AskedScore asked) => new(asked.Score.Tier, asked.Score.Probability);
}
