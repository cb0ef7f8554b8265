namespace Streaming.Marketplace.Synthetic;

/// <summary>One order while it is made up, part by part. Moments in seconds, null where the table has none.</summary>
internal sealed class Order
{
    public required string Id { get; init; }

    public required string CustomerId { get; init; }

    public required Customer Customer { get; init; }

    public required long PurchasedAt { get; init; }

    /// <summary>Placed by the same customer at nearly the same time as the order before it: one survey asks about both.</summary>
    public Order? SurveyedWith { get; init; }

    public string Status { get; set; } = "delivered";

    public long? ApprovedAt { get; set; }

    public long? HandedToCarrierAt { get; set; }

    public long? DeliveredAt { get; set; }

    public long PromisedAt { get; set; }

    public List<Item> Items { get; } = [];

    public List<Payment> Payments { get; } = [];

    public List<Review> Reviews { get; } = [];

    public int SellerCount => Items.Select(item => item.Product.Seller).Distinct().Count();
}

/// <param name="UniqueId">The person.</param>
/// <param name="State">Where it lives.</param>
/// <param name="City">A city of that state.</param>
/// <param name="Zip">Five-digit prefix.</param>
internal sealed record Customer(string UniqueId, State State, string City, int Zip);

/// <summary>One unit.</summary>
internal sealed record Item(Product Product, long FreightCents)
{
    public long ShippingLimitAt { get; set; }
}

internal sealed record Payment(string Type, int Installments, long Cents);

/// <param name="Id">One survey; the same for all orders that it asks about.</param>
/// <param name="Score">1 to 5.</param>
/// <param name="Title">Null for most.</param>
/// <param name="Message">Null for more than half.</param>
/// <param name="CreatedAt">When the survey was sent, always at midnight.</param>
/// <param name="AnsweredAt">Null where the table has lost it.</param>
internal sealed record Review(string Id, int Score, string? Title, string? Message, long CreatedAt, long? AnsweredAt);
