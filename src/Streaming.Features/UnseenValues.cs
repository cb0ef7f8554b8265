using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;
using Streaming.Features.SingleEvent;

namespace Streaming.Features;

/// <summary>A category of an order that a model's training never held.</summary>
/// <param name="Field">Which field holds it.</param>
/// <param name="Index">Of the item or payment; -1 outside lists.</param>
/// <param name="Value">As it stands in the order; empty for a text that is.</param>
/// <param name="IsRead">Whether it is the one that the feature of this name is made from: then the feature is as good as missing. Of a list
/// the feature reads one row only.</param>
public readonly record struct UnseenValue(OrderField Field, int Index, string Value, bool IsRead);

/// <summary>
/// Finds what a model does not know of an order: a misspelt state or category is scored as if nobody had said it, and whoever sent it
/// should hear so.
/// </summary>
public static class UnseenValues
{
    private static readonly int Category = FeatureSchema.IndexOf("product_category_name");
    private static readonly int PaymentType = FeatureSchema.IndexOf("payment_type");
    private static readonly int CustomerState = FeatureSchema.IndexOf("customer_state");
    private static readonly int SellerState = FeatureSchema.IndexOf("seller_state");

    /// <summary>All of them, in the order of the fields. Takes no room where the model knows everything.</summary>
    public static IReadOnlyList<UnseenValue> Of(OrderDelivered order, CategoryDictionary known)
    {
        List<UnseenValue>? found = null;
        var (dearest, largest) = (Basket.DearestOf(order.Items), PaymentFeatures.LargestOf(order.Payments));
        if (known.IsUnseen(CustomerState, order.CustomerState))
            Add(OrderField.CustomerState, -1, order.CustomerState, true);
        for (var i = 0; i < order.Items.Count; i++)
        {
            var item = order.Items[i];
            var isRead = ReferenceEquals(dearest, item);
            if (known.IsUnseen(SellerState, item.SellerState))
                Add(OrderField.SellerState, i, item.SellerState, isRead);
            if (known.IsUnseen(Category, item.ProductCategoryName))
                Add(OrderField.ProductCategoryName, i, item.ProductCategoryName, isRead);
        }

        for (var i = 0; i < order.Payments.Count; i++)
        {
            var payment = order.Payments[i];
            if (known.IsUnseen(PaymentType, payment.PaymentType))
                Add(OrderField.PaymentType, i, payment.PaymentType, ReferenceEquals(largest, payment));
        }

        return found ?? (IReadOnlyList<UnseenValue>)[];

        void Add(OrderField field, int index, string? value, bool isRead) =>
            (found ??= []).Add(new UnseenValue(field, index, value ?? "", isRead));
    }
}
