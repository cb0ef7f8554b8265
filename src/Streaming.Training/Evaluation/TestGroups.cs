using Streaming.Features;
using Streaming.Features.SingleEvent;
using Streaming.Training.Replay;

namespace Streaming.Training.Evaluation;

/// <summary>One part of the test slice.</summary>
/// <param name="Places">Of its labelled orders among the labelled test orders.</param>
internal sealed record TestGroup(string Group, string Value, int[] Places, int Delivered);

/// <summary>The parts by which a figure is looked at: a good mean can hide a bad part.</summary>
internal static class TestGroups
{
    private const string Missing = "missing";

    private static readonly (string Name, Func<DeliveredOrder, string> Of)[] Kinds =
    [
        ("state", Category("customer_state")),
        ("category", Category("product_category_name")),
        ("lateness", Number("is_late_delivery", late => late > 0 ? "late" : "on time")),
        ("sellers", Number("seller_count", sellers => sellers > 1 ? "several" : "one")),
        ("answer", order => order.IsOpen ? "open" : "already answered"),
    ];

    /// <summary>By kind, then the largest first.</summary>
    public static IReadOnlyList<TestGroup> Of(IReadOnlyList<DeliveredOrder> delivered, IReadOnlyList<DeliveredOrder> labelled)
    {
        var groups = new List<TestGroup>();
        foreach (var (name, of) in Kinds)
        {
            var places = Enumerable.Range(0, labelled.Count).ToLookup(place => of(labelled[place]), StringComparer.Ordinal);
            groups.AddRange(
                delivered
                    .CountBy(of)
                    .OrderByDescending(one => one.Value)
                    .ThenBy(one => one.Key, StringComparer.Ordinal)
                    .Select(one => new TestGroup(name, one.Key, [.. places[one.Key]], one.Value))
            );
        }

        return groups;
    }

    private static Func<DeliveredOrder, string> Category(string feature)
    {
        var index = FeatureSchema.IndexOf(feature);
        return order => order.Categories[index] ?? Missing;
    }

    private static Func<DeliveredOrder, string> Number(string feature, Func<float, string> words)
    {
        var index = FeatureSchema.IndexOf(feature);
        return order => float.IsNaN(order.Values[index]) ? Missing : words(order.Values[index]);
    }
}
