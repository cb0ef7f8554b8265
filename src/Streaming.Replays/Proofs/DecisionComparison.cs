using System.Globalization;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Replays.Proofs;

/// <summary>Compares a published decision with what its model makes of it, value by value in the order in which one follows from the other;
/// remembers the first difference.</summary>
internal sealed class DecisionComparison(SatisfactionScored stored)
{
    private static readonly int ReviewAlreadyIn = FeatureSchema.IndexOf("review_already_in");

    public Difference? First { get; private set; }

    /// <summary>The vector as the events and the histories give it, and the facts that the decision repeats from its event.</summary>
    public void WithEvent(OrderDelivered order, float[] vector)
    {
        Text("order_id", stored.OrderId, order.OrderId);
        Text("order_event_id", stored.OrderEventId, order.EventId);
        Number("version", stored.Version, order.Version);
        Time("recorded_at", stored.RecordedAt, order.RecordedAt);
        Time("delivered_at", stored.DeliveredAt, order.DeliveredAt);
        Number("feature_vector length", stored.FeatureVector.Count, vector.Length);
        for (var i = 0; i < Math.Min(vector.Length, stored.FeatureVector.Count); i++)
            Single($"feature_vector[{FeatureSchema.All[i].Name}]", stored.FeatureVector[i], vector[i]);
    }

    /// <summary>Everything that follows from the stored vector.</summary>
    /// <param name="model">The artifact that the decision names.</param>
    /// <param name="reasonCount">How many reasons a score carries at most.</param>
    public void WithModel(ServingModel model, int reasonCount)
    {
        Text("model_name", stored.ModelName, model.Name);
        Text("model_version", stored.ModelVersion, model.Version);
        Text("policy_version", stored.PolicyVersion, model.Policy.Version);
        Text("feature_version", stored.FeatureVersion, model.FeatureVersion);
        Number("feature_vector length", stored.FeatureVector.Count, FeatureSchema.All.Count);
        if (stored.FeatureVector.Count != FeatureSchema.All.Count)
            return;
        float[] vector = [.. stored.FeatureVector];
        var score = model.Score(vector);
        Double("raw_margin", stored.RawMargin, score.Margin);
        Double("probability", stored.Probability, score.Probability);
        Text("tier", stored.Tier, score.Tier.Name());
        Text("label", stored.Label, score.Tier.Label());
        Text("action", stored.Action, score.Tier.Action());
        Text("answered_before_delivery", stored.AnsweredBeforeDelivery.ToString(), (vector[ReviewAlreadyIn] > 0).ToString());
        Reasons(model.Explain(vector, reasonCount));
    }

    private void Reasons(IReadOnlyList<Reason> recomputed)
    {
        for (var i = 0; i < Math.Min(stored.Reasons.Count, recomputed.Count); i++)
        {
            var (was, mustBe) = (stored.Reasons[i], recomputed[i]);
            Text($"reasons[{i}].code", was.Code, mustBe.Code);
            Text($"reasons[{i}].feature", was.Feature, mustBe.Feature);
            Text($"reasons[{i}].text", was.Text, mustBe.Text);
            Double($"reasons[{i}].contribution", was.Contribution, mustBe.Contribution);
        }

        Number("reasons length", stored.Reasons.Count, recomputed.Count);
    }

    private void Text(string name, string was, string mustBe)
    {
        if (was != mustBe)
            First ??= new Difference(name, was, mustBe);
    }

    private void Number(string name, int was, int mustBe) =>
        Text(name, was.ToString(CultureInfo.InvariantCulture), mustBe.ToString(CultureInfo.InvariantCulture));

    private void Time(string name, LocalTime was, LocalTime mustBe) => Text(name, was.ToString(), mustBe.ToString());

    private void Double(string name, double was, double mustBe)
    {
        var (wasBits, mustBeBits) = (BitConverter.DoubleToUInt64Bits(was), BitConverter.DoubleToUInt64Bits(mustBe));
        if (wasBits != mustBeBits)
            First ??= new Difference(
                name,
                was.ToString("R", CultureInfo.InvariantCulture),
                mustBe.ToString("R", CultureInfo.InvariantCulture),
                $"{wasBits:x16}",
                $"{mustBeBits:x16}"
            );
    }

    private void Single(string name, float was, float mustBe)
    {
        var (wasBits, mustBeBits) = (BitConverter.SingleToUInt32Bits(was), BitConverter.SingleToUInt32Bits(mustBe));
        if (wasBits != mustBeBits)
            First ??= new Difference(
                name,
                was.ToString("R", CultureInfo.InvariantCulture),
                mustBe.ToString("R", CultureInfo.InvariantCulture),
                $"{wasBits:x8}",
                $"{mustBeBits:x8}"
            );
    }
}
