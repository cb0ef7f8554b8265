using System.Text.Json;
using System.Text.Json.Nodes;
using Streaming.Api.OnDemand;
using Streaming.Api.WhatIf;
using Streaming.Console.Orders;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Host.Roles;
using Streaming.Models;
using Streaming.Replays.DeadLetters;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Xunit;

namespace Streaming.Host.Tests.Roles;

public sealed class OrderTrialsTests : IDisposable
{
    private readonly SharedHistories histories = new(2);
    private readonly ModelSlot slot = new();
    private readonly OnDemandScorer scorer;
    private readonly OrderTrials trials;

    public OrderTrialsTests()
    {
        slot.TrySwap(new ServedModel(TestModel.Load(), 7));
        histories.Open(new HistoryTable());
        scorer = new OnDemandScorer(slot, histories, 3);
        trials = new OrderTrials(scorer, TimeProvider.System);
    }

    private static JsonElement Order => JsonDocument.Parse(OrderJson.Of(Samples.Order, withCustomers: true)).RootElement;

    public void Dispose() => histories.Dispose();

    [Fact]
    public async Task an_order_gets_the_score_and_the_reasons_that_the_api_gives()
    {
        var asked = await scorer.ScoreAsync([new AskedOrder(Samples.Order, AbsentFacts.None)], CancellationToken.None);

        var trial = await trials.TryAsync(Order, isPredecessor: false, CancellationToken.None);

        Assert.Equal(asked.Scores[0].Score.Probability, trial.Outcome.Probability);
        Assert.Equal(asked.Scores[0].Score.Tier, trial.Outcome.Tier);
        Assert.Equal(asked.Scores[0].Reasons, trial.Reasons);
        Assert.Equal((slot.Current!.Model.Version, 7), (trial.Model.Version, trial.Model.DecisionNumber));
    }

    [Fact]
    public async Task a_change_and_a_day_get_what_the_changed_order_gets()
    {
        var order = new AskedOrder(Samples.Order, AbsentFacts.None);

        var trial = await trials.TryAsync(Order, isPredecessor: false, CancellationToken.None);

        foreach (var change in OrderChanges.Of(order))
            Assert.Equal(
                await ProbabilityAsync(change.Order),
                trial.Changes.Single(shown => shown.What == change.What).Outcome.Probability
            );
        foreach (var (day, changed) in OrderChanges.Days(order))
            Assert.Equal(await ProbabilityAsync(changed), trial.Days.Single(shown => shown.Day == day).Outcome.Probability);
        Assert.NotEmpty(trial.Days);
        Assert.Equal(trial.Changes.OrderByDescending(change => change.Outcome.Probability), trial.Changes);
    }

    [Fact]
    public async Task a_field_that_cannot_be_used_is_named_with_its_value_and_rule()
    {
        var order = JsonNode.Parse(Order.GetRawText())!;
        order["items"]![1]!["price"] = "dear";

        var refused = await Assert.ThrowsAsync<TrialRefusedException>(() =>
            trials.TryAsync(JsonSerializer.SerializeToElement(order), isPredecessor: false, CancellationToken.None)
        );

        Assert.Equal([new TrialFault("items[1].price", "\"dear\"", "a number from 0 to 1e9")], refused.Faults);
    }

    [Fact]
    public async Task the_predecessors_fields_are_scored_without_changes()
    {
        var body = JsonDocument.Parse("""{"delivery_time_days": 12.5, "payment_type": "boleto"}""").RootElement;

        var trial = await trials.TryAsync(body, isPredecessor: true, CancellationToken.None);

        Assert.Empty(trial.Changes);
        Assert.InRange(trial.Outcome.Probability, 0, 1);
        Assert.Contains("late_days", trial.Missing);
    }

    [Fact]
    public async Task what_is_waited_for_is_said()
    {
        var empty = new OrderTrials(new OnDemandScorer(new ModelSlot(), histories, 3), TimeProvider.System);

        var refused = await Assert.ThrowsAsync<TrialRefusedException>(() =>
            empty.TryAsync(Order, isPredecessor: false, CancellationToken.None)
        );

        Assert.Empty(refused.Faults);
        Assert.Contains("waiting for a promotion", refused.Message, StringComparison.Ordinal);
    }

    private async Task<double> ProbabilityAsync(AskedOrder order) =>
        (await scorer.ScoreAsync([order], CancellationToken.None)).Scores[0].Score.Probability;
}
