using Streaming.Contracts.Events;

namespace Streaming.Training.Replay;

/// <summary>
/// The same order as a source would send it that leaves optional fields out. Real data hardly ever miss a promise or all items, so that
/// trees fitted on them alone would send such an order to whichever side holds the smallest values.
/// </summary>
public static class Blanking
{
    /// <summary>Every optional field missing, items and payments empty.</summary>
    public static OrderDelivered Everything(OrderDelivered order) => Some(order, static () => true);

    /// <summary>Each group of fields that a source sends together is missing or not by a throw of <paramref name="random"/>.</summary>
    public static OrderDelivered Some(OrderDelivered order, SeededRandom random) => Some(order, () => random.Below(2) == 0);

    private static OrderDelivered Some(OrderDelivered order, Func<bool> isMissing)
    {
        bool customer = isMissing(),
            approval = isMissing(),
            carrier = isMissing(),
            promise = isMissing(),
            payments = isMissing(),
            items = isMissing(),
            facts = isMissing();
        return order with
        {
            CustomerUniqueId = customer ? null : order.CustomerUniqueId,
            CustomerZipCodePrefix = customer ? null : order.CustomerZipCodePrefix,
            CustomerState = customer ? null : order.CustomerState,
            ApprovedAt = approval ? null : order.ApprovedAt,
            HandedToCarrierAt = carrier ? null : order.HandedToCarrierAt,
            EstimatedDeliveryAt = promise ? null : order.EstimatedDeliveryAt,
            Payments = payments ? [] : order.Payments,
            Items =
                items ? []
                : facts ? [.. order.Items.Select(WithoutFacts)]
                : order.Items,
        };
    }

    private static OrderItem WithoutFacts(OrderItem item) =>
        item with
        {
            SellerState = null,
            ProductCategoryName = null,
            ShippingLimitAt = null,
            ProductWeightG = null,
            ProductLengthCm = null,
            ProductHeightCm = null,
            ProductWidthCm = null,
            ProductPhotosQty = null,
            ProductNameLength = null,
            ProductDescriptionLength = null,
        };
}
