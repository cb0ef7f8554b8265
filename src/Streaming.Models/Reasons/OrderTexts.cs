namespace Streaming.Models.Reasons;

/// <summary>Sentences about the order itself.</summary>
internal static class OrderTexts
{
    public static string AlreadyAnswered(ReasonFacts facts) =>
        facts["review_already_in"] > 0
            ? "The customer had already answered the survey before delivery"
            : "The customer has not answered the survey yet";

    public static string Promise(ReasonFacts facts) =>
        facts["delivery_delay_days"] switch
        {
            float.NaN => "No delivery date was promised",
            > 0 and var late => $"Delivered {ReasonFacts.Days(late)} after the promised date",
            var early => $"Delivered {ReasonFacts.Days(early)} before the promised date",
        };

    public static string DeliveryTime(ReasonFacts facts)
    {
        var transit = facts["transit_days"];
        var text = $"Delivered {ReasonFacts.Days(facts["delivery_time_days"])} after the purchase";
        return transit >= 0 ? $"{text}, {ReasonFacts.Days(transit)} of them with the carrier" : text;
    }

    public static string PromisedTime(ReasonFacts facts)
    {
        var promised = facts["estimated_delivery_days"];
        return float.IsNaN(promised)
            ? "No delivery date was promised"
            : $"Delivery was promised for {ReasonFacts.Days(promised)} after the purchase";
    }

    public static string HandOver(ReasonFacts facts)
    {
        var delay = facts["carrier_delay_days"];
        if (delay > 0)
            return $"The seller handed the parcel over {ReasonFacts.Days(delay)} after the latest date";
        var handling = facts["carrier_handling_time"];
        if (handling >= 0)
            return $"The seller handed the parcel over {ReasonFacts.Days(handling)} after the payment was approved";
        return "Approval or hand-over to the carrier is unusual or not recorded";
    }

    public static string PurchaseMoment(ReasonFacts facts) => Moment("Bought", facts["order_day_of_week"], facts["order_hour"]);

    public static string DeliveryMoment(ReasonFacts facts) => Moment("Delivered", facts["delivery_day_of_week"], facts["delivery_hour"]);

    public static string Parcels(ReasonFacts facts)
    {
        float sellers = facts["seller_count"],
            items = facts["order_items_count"];
        if (sellers > 1)
            return $"{ReasonFacts.Count(sellers)} sellers in one order of {ReasonFacts.Count(items)} items";
        if (items > 1)
            return $"{ReasonFacts.Count(items)} items in one order";
        return items == 1 ? "A single item" : "No items are listed";
    }

    public static string Price(ReasonFacts facts)
    {
        float price = facts["total_price"],
            paid = facts["payment_value"];
        if (float.IsNaN(price))
            return float.IsNaN(paid) ? "Neither price nor payment is known" : $"The customer paid {ReasonFacts.Money(paid)}";
        return float.IsNaN(paid)
            ? $"Goods of {ReasonFacts.Money(price)}"
            : $"Goods of {ReasonFacts.Money(price)}, paid {ReasonFacts.Money(paid)}";
    }

    public static string Freight(ReasonFacts facts)
    {
        var freight = facts["total_freight"];
        return float.IsNaN(freight)
            ? "The freight is not known"
            : $"Freight of {ReasonFacts.Money(freight)}, {Share(facts["freight_ratio"])} of the order's value";
    }

    public static string Size(ReasonFacts facts)
    {
        var weight = facts["total_weight_g"];
        return float.IsNaN(weight) ? "Weight and size are not known" : $"The goods weigh {ReasonFacts.Round(weight / 1000, 1)} kg";
    }

    public static string ProductPage(ReasonFacts facts)
    {
        float photos = facts["product_photos_qty"],
            words = facts["product_description_length"];
        if (float.IsNaN(photos) || float.IsNaN(words))
            return "The product page is not known";
        return $"The product page has {ReasonFacts.Round(photos, 0)} photos and a description of {ReasonFacts.Round(words, 0)} characters";
    }

    public static string Payment(ReasonFacts facts)
    {
        var type = facts.Category("payment_type");
        var installments = facts["payment_installments"];
        if (type is null)
            return "The kind of payment is not known";
        return installments > 1 ? $"Paid by {type} in {ReasonFacts.Count(installments)} instalments" : $"Paid by {type}";
    }

    public static string Route(ReasonFacts facts)
    {
        string? from = facts.Category("seller_state"),
            to = facts.Category("customer_state");
        return from is null || to is null ? "The parcel's way is not fully known" : $"Sent from {from} to {to}";
    }

    private static string Moment(string what, float weekday, float hour) =>
        float.IsNaN(weekday) || float.IsNaN(hour)
            ? $"{what} at an unknown time"
            : $"{what} on a {ReasonFacts.Weekday(weekday)} at {ReasonFacts.Count(hour)} h";

    private static string Share(float share) => float.IsNaN(share) ? "an unknown share" : ReasonFacts.Percent(share);
}
