using Streaming.Features;
using Streaming.Training.Replay;
using Xunit;

namespace Streaming.Training.Tests.Replay;

/// <summary>What the live scorer computed is trained on as it is.</summary>
public sealed class ServedRowTests
{
    private static readonly ReplayedHistory Computed = Play(null);

    [Fact]
    public void a_served_vector_takes_the_place_of_the_computed_one_and_its_codes_do_not()
    {
        var price = FeatureSchema.IndexOf("total_price");
        var category = FeatureSchema.IndexOf("product_category_name");
        var order = Computed.Orders[5];
        var vector = (float[])order.Values.Clone();
        (vector[price], vector[category]) = (vector[price] + 1, 3);
        var replayed = Play(new() { [EventOf(order)] = new ServedRow(vector, IsOpen: order.IsOpen) });
        Assert.Equal(
            (vector[price], order.Categories[category]),
            (replayed.Orders[5].Values[price], replayed.Orders[5].Categories[category])
        );
        Assert.True(float.IsNaN(replayed.Orders[5].Values[category]));
        Assert.Equal((1, 1), (replayed.Served, replayed.ServedOtherwise));
    }

    [Fact]
    public void equal_vectors_are_counted_as_no_skew()
    {
        var replayed = Play(Computed.Orders.ToDictionary(EventOf, order => new ServedRow(order.Values, order.IsOpen)));
        Assert.Equal((Computed.Orders.Count, 0), (replayed.Served, replayed.ServedOtherwise));
    }

    private static string EventOf(DeliveredOrder order) => "e" + order.OrderId[1..];

    private static ReplayedHistory Play(Dictionary<string, ServedRow>? served) =>
        ReplayedHistory.Play(SmallMarket.Events(200), 0, 1, _ => { }, TestContext.Current.CancellationToken, served);
}
