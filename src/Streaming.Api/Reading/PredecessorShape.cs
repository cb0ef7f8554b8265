using Streaming.Features.Predecessor;
using Streaming.Models.Policy;

namespace Streaming.Api.Reading;

/// <summary>The 20 fields of the predecessor's inference contract.</summary>
internal static class PredecessorShape
{
    private const double Any = 1e9;

    public static readonly JsonShape<PredecessorBody> Body = new(
        "PredecessorBody",
        "The predecessor's 20 fields. What is left out or null is not known.",
        Number("delivery_time_days", "Days from the purchase to the delivery.", -1, Any, (body, value) => body.DeliveryTimeDays = value),
        Number(
            "estimated_delivery_days",
            "Days from the purchase to the promised delivery.",
            -Any,
            Any,
            (body, value) => body.EstimatedDeliveryDays = value
        ),
        Flag(
            "is_late_delivery",
            "1 when delivered after the promise; from the two times where it is not said.",
            (body, value) => body.IsLateDelivery = value
        ),
        Number(
            "carrier_handling_time",
            "Days from the approval to the hand-over.",
            -Any,
            Any,
            (body, value) => body.CarrierHandlingTime = value
        ),
        Whole("order_hour", "Hour of the purchase.", 0, 23, (body, value) => body.OrderHour = value),
        Whole("order_day_of_week", "Day of week of the purchase, Monday 0.", 0, 6, (body, value) => body.OrderDayOfWeek = value),
        Whole("order_month", "Month of the purchase.", 1, 12, (body, value) => body.OrderMonth = value),
        Flag(
            "is_weekend_order",
            "1 for a purchase on a Saturday or Sunday; from the day of week where it is not said.",
            (body, value) => body.IsWeekendOrder = value
        ),
        Whole("order_items_count", "Item rows.", 0, 10_000, (body, value) => body.OrderItemsCount = value),
        Number("total_price", "BRL.", 0, Any, (body, value) => body.TotalPrice = value),
        Number("total_freight", "BRL.", 0, Any, (body, value) => body.TotalFreight = value),
        Number("avg_item_price", "BRL.", 0, Any, (body, value) => body.AvgItemPrice = value),
        Number("product_photos_qty", "Mean number of photos.", 0, Any, (body, value) => body.ProductPhotosQty = value),
        Number(
            "product_description_length",
            "Mean length of the description in characters.",
            0,
            Any,
            (body, value) => body.ProductDescriptionLength = value
        ) with
        {
            Alias = "product_description_lenght", // as callers of the predecessor spell it
        },
        Number("payment_value", "BRL.", 0, Any, (body, value) => body.PaymentValue = value),
        Whole("payment_installments", "Most instalments of any payment.", 0, 10_000, (body, value) => body.PaymentInstallments = value),
        Whole(
            "used_installments",
            "More than 0 for a payment in instalments; from payment_installments where that is said.",
            0,
            10_000,
            (body, value) => body.UsedInstallments = value
        ),
        Text("product_category_name", "Category of the dearest item.", (body, value) => body.ProductCategoryName = value),
        Text("payment_type", "Type of the largest payment.", (body, value) => body.PaymentType = value),
        Text("customer_state", "State of the customer.", (body, value) => body.CustomerState = value)
    );

    private static JsonField<PredecessorBody> Flag(string name, string meaning, Action<PredecessorBody, double> put) =>
        Whole(name, meaning, 0, 1, put) with
        {
            Rule = "0 or 1",
        };

    private static JsonField<PredecessorBody> Whole(
        string name,
        string meaning,
        int least,
        int most,
        Action<PredecessorBody, double> put
    ) =>
        new(
            name,
            FieldKind.Whole,
            FormattableString.Invariant($"a whole number from {least} to {most}"),
            meaning,
            (value, body) =>
            {
                if (JsonValues.Whole(value) is not { } number || number < least || number > most)
                    return false;
                put(body, number);
                return true;
            }
        )
        {
            Least = least,
            Most = most,
        };

    private static JsonField<PredecessorBody> Number(
        string name,
        string meaning,
        double least,
        double most,
        Action<PredecessorBody, double> put
    )
    {
        var rule = FormattableString.Invariant($"a number from {least:R} to {most:R}");
        return new(
            name,
            FieldKind.Number,
            rule,
            meaning,
            (value, body) =>
            {
                if (JsonValues.Number(value) is not { } number || number < least || number > most)
                    return false;
                put(body, number);
                return true;
            }
        )
        {
            Least = least,
            Most = most,
        };
    }

    private static JsonField<PredecessorBody> Text(string name, string meaning, Action<PredecessorBody, string> put)
    {
        const int longest = 4_096;
        return new(
            name,
            FieldKind.Text,
            "a text of at most 4,096 characters",
            meaning,
            (value, body) =>
            {
                if (JsonValues.Text(value) is not { Length: <= longest } text)
                    return false;
                put(body, text);
                return true;
            }
        );
    }
}
