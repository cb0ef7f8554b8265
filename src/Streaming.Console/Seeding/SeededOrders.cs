using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Console.Seeding;

/// <summary>Made-up outputs of a scorer, the same for the same seed.</summary>
internal sealed class SeededOrders(SeedOptions options, DateTimeOffset now)
{
    public const string ModelName = "customer-satisfaction";

    private const int Sellers = 3_000;
    private const double AnsweredShare = 0.09;

    private static readonly string[] States = ["SP", "RJ", "MG", "RS", "PR", "SC", "BA", "DF", "ES", "GO", "PE", "CE"];
    private static readonly string[] Categories =
    [
        "bed_bath_table",
        "health_beauty",
        "sports_leisure",
        "furniture_decor",
        "computers_accessories",
        "housewares",
        "watches_gifts",
        "telephony",
        "toys",
        "auto",
    ];

    private readonly Random random = new(unchecked((int)options.Seed));

    public static string ModelSha256 { get; } = Convert.ToHexStringLower(SHA256.HashData("a seeded model"u8));

    /// <summary>Share of the way through the stream of the order with this index.</summary>
    public double ProgressOf(long index) => (index + 1.0) / options.Orders;

    /// <summary>A probability as they are distributed at the training.</summary>
    public static double AtTraining(Random random) => 1 - Math.Pow(random.NextDouble(), 3.2) * 0.97;

    public (SatisfactionScored Score, SatisfactionAlert? Alert) Next(long index)
    {
        var progress = ProgressOf(index);
        var recordedAt = options.End.AddDays(-options.Days * (1 - progress));
        var wave = 1 + 0.10 * Math.Sin(progress * 40) + 0.06 * progress;
        var probability = Math.Clamp(1 - Math.Pow(random.NextDouble(), 3.2) * wave, 0.01, 0.99);
        var tier = TierPolicy.Default.Classify(probability);
        var order = Id("order", index);
        var raisedAt = now.UtcDateTime - (options.End - recordedAt);
        var answered = random.NextDouble() < (tier == Tier.Red ? 9 * AnsweredShare : AnsweredShare);
        var score = new SatisfactionScored
        {
            EventId = Id("score", index),
            Version = 1,
            RecordedAt = LocalTime.From(recordedAt),
            OrderId = order,
            OrderEventId = Id("event", index),
            DeliveredAt = LocalTime.From(recordedAt.AddMinutes(-20)),
            ScoredAt = raisedAt,
            Probability = probability,
            RawMargin = Math.Log(probability / (1 - probability)),
            Tier = tier.Name(),
            Label = tier.Label(),
            Action = tier.Action(),
            Reasons = [],
            AnsweredBeforeDelivery = answered,
            FeatureVector = [],
            ModelName = ModelName,
            ModelVersion = "seeded",
            ModelSha256 = ModelSha256,
            DecisionNumber = 1,
            PolicyVersion = "1",
            FeatureVersion = "1",
            InputTopic = Topics.OrderDelivered.Name,
            InputPartition = 0,
            InputOffset = index,
        };
        return (score, tier == Tier.Green ? null : Alert(score, tier));
    }

    private SatisfactionAlert Alert(SatisfactionScored score, Tier tier)
    {
        var late = tier == Tier.Red ? random.Next(-2, 24) : random.Next(-14, 5);
        var items = 1 + random.Next(0, 8) / 5 + random.Next(0, 10) / 8;
        var category = Categories[random.Next(Categories.Length)];
        return new SatisfactionAlert
        {
            EventId = Id("alert", score.InputOffset),
            Version = 1,
            RecordedAt = score.RecordedAt,
            OrderId = score.OrderId,
            OrderEventId = score.OrderEventId,
            CustomerId = Id("customer", score.InputOffset),
            CustomerUniqueId = random.Next(10) == 0 ? null : Id("person", score.InputOffset),
            CustomerState = States[random.Next(States.Length)],
            DeliveredAt = score.DeliveredAt,
            RaisedAt = score.ScoredAt,
            Tier = score.Tier,
            Action = (score.Tier == Tier.Red.Name() ? Tier.Red : Tier.Yellow).AlertAction(score.AnsweredBeforeDelivery),
            Probability = score.Probability,
            Reasons = Reasons(late, items, category, score.AnsweredBeforeDelivery),
            AnsweredBeforeDelivery = score.AnsweredBeforeDelivery,
            DeliveryDelayDays = random.Next(40) == 0 ? null : late + random.NextDouble(),
            OrderItemsCount = items,
            TotalPrice = Math.Round(20 + 300 * Math.Pow(random.NextDouble(), 2), 2),
            SellerIds = [Id("seller", random.Next(Sellers))],
            ProductCategoryNames = [category],
            ModelSha256 = ModelSha256,
            DecisionNumber = 1,
            PolicyVersion = "1",
            InputTopic = score.InputTopic,
            InputPartition = 0,
            InputOffset = score.InputOffset,
        };
    }

    private List<Reason> Reasons(int late, int items, string category, bool answered)
    {
        var reasons = new List<Reason>();
        if (answered)
            Add("already_answered", "The customer has answered the survey before the delivery");
        if (late > 0)
            Add("delivery_promise", $"Delivered {late} {(late == 1 ? "day" : "days")} after the promised date");
        if (items > 1)
            Add("parcels", $"The order has {items} items");
        Add(
            "seller_record",
            $"This seller's customers complain more than expected: {random.Next(20, 60)} % unsatisfied over {random.Next(8, 300)} reviews"
        );
        Add(
            "category_record",
            $"Products of the category {category.Replace('_', ' ')}: {random.Next(15, 30)} % unsatisfied over {random.Next(200, 4_000)} "
                + $"reviews"
        );
        return reasons.Count > 3 ? reasons[..3] : reasons;

        void Add(string code, string text) => reasons.Add(new Reason(code, code, text, -0.5));
    }

    private string Id(string kind, long index) =>
        Convert.ToHexStringLower(
            SHA256
                .HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{kind} {index} {options.Seed}")))
                .AsSpan(0, 16)
        );
}
