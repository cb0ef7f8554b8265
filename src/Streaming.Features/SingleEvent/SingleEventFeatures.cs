using Streaming.Contracts.Events;

namespace Streaming.Features.SingleEvent;

/// <summary>Everything that the delivery event alone says, in the order of <see cref="SingleEventDefinitions"/>.</summary>
internal static class SingleEventFeatures
{
    public static void Write(OrderDelivered order, ref FeatureWriter to)
    {
        var basket = new Basket(order.Items);
        TimeFeatures.Write(order, basket, ref to);
        WriteBasket(basket, ref to);
        PaymentFeatures.Write(order.Payments, basket, ref to);
        WriteCategories(order, ref to);
    }

    private static void WriteBasket(in Basket basket, ref FeatureWriter to)
    {
        to.Add(basket.Count);
        to.Add(basket.Sellers);
        to.Add(basket.Products);
        to.Add(basket.Categories);
        to.Add(basket.Price);
        to.Add(basket.Freight);
        to.Add(Missing.Ratio(basket.Price, basket.Count));
        to.Add(basket.Dearest?.Price ?? double.NaN);
        to.Add(Missing.Ratio(basket.Freight, basket.Price + basket.Freight));
        to.Add(basket.WeightG);
        to.Add(basket.VolumeCm3);
        to.Add(basket.Freight / Math.Max(basket.WeightG / 1_000.0, 0.05));
        to.Add(basket.Photos);
        to.Add(basket.DescriptionLength);
        to.Add(basket.NameLength);
    }

    private static void WriteCategories(OrderDelivered order, ref FeatureWriter to)
    {
        var dearest = Basket.DearestOf(order.Items);
        to.AddCategory(dearest?.ProductCategoryName);
        to.AddCategory(PaymentFeatures.LargestOf(order.Payments)?.PaymentType);
        to.AddCategory(order.CustomerState);
        to.AddCategory(dearest?.SellerState);
        to.Add(
            order.CustomerState is { } customer && dearest?.SellerState is { } seller
                ? string.Equals(customer, seller, StringComparison.Ordinal)
                    ? 1.0
                    : 0.0
                : double.NaN
        );
    }
}
