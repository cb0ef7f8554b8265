using FsCheck;
using FsCheck.Fluent;
using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Kafka.Tests.Codecs;

/// <summary>Random records: every field, nulls, empty and long lists, text of all planes, the ends of every number type.</summary>
internal static class EventGenerators
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.Elements(
            "",
            "a",
            "\0",
            "São Paulo",
            "日本語",
            "😀🏴‍☠️",
            "\uffff",
            new string('x', 63),
            new string('x', 64),
            new string('é', 200)
        ),
        ArbMap.Default.GeneratorFor<string>().Select(WithoutHalfPairs)
    );

    private static readonly Gen<long> Longs = Gen.OneOf(
        Gen.Elements(0L, 1, -1, 63, 64, -64, -65, int.MaxValue, int.MinValue, (long)int.MaxValue + 1, long.MaxValue, long.MinValue),
        ArbMap.Default.GeneratorFor<long>()
    );

    private static readonly Gen<int> Ints = Gen.OneOf(
        Gen.Elements(0, 1, -1, int.MaxValue, int.MinValue),
        ArbMap.Default.GeneratorFor<int>()
    );

    private static readonly Gen<double> Doubles = Gen.OneOf(
        Gen.Elements(
            0.0,
            -0.0,
            double.Epsilon,
            double.MaxValue,
            double.MinValue,
            double.NaN,
            double.PositiveInfinity,
            double.NegativeInfinity
        ),
        Longs.Select(BitConverter.Int64BitsToDouble)
    );

    private static readonly Gen<float> Floats = Gen.OneOf(
        Gen.Elements(0f, -0f, float.Epsilon, float.MaxValue, float.NaN, float.NegativeInfinity),
        Ints.Select(BitConverter.Int32BitsToSingle)
    );

    private static readonly Gen<bool> Booleans = Gen.Elements(true, false);

    private static readonly Gen<LocalTime> Times = Longs.Select(milliseconds => new LocalTime(milliseconds));

    private static readonly Gen<DateTime> Instants = Gen.OneOf(
            Gen.Elements(0L, DateTime.UnixEpoch.Ticks, DateTime.UnixEpoch.Ticks - 10, DateTime.MaxValue.Ticks),
            ArbMap.Default.GeneratorFor<DateTime>().Select(time => time.Ticks)
        )
        .Select(ticks => new DateTime(ticks - ticks % TimeSpan.TicksPerMicrosecond, DateTimeKind.Utc));

    private static readonly Gen<string?> OptionalText = Gen.OneOf(Gen.Constant<string?>(null), Text.Select(text => (string?)text));

    private static readonly Gen<Reason> Reasons =
        from code in Text
        from feature in Text
        from text in Text
        from contribution in Doubles
        select new Reason(code, feature, text, contribution);

    private static readonly Gen<OrderItem> Items =
        from texts in Text.ArrayOf(2)
        from optional in OptionalText.ArrayOf(2)
        from id in Ints
        from amounts in Doubles.ArrayOf(2)
        from limit in Optional(Times)
        from measures in Optional(Doubles).ArrayOf(4)
        from counts in Optional(Ints).ArrayOf(3)
        select new OrderItem
        {
            OrderItemId = id,
            ProductId = texts[0],
            SellerId = texts[1],
            SellerState = optional[0],
            ProductCategoryName = optional[1],
            Price = amounts[0],
            FreightValue = amounts[1],
            ShippingLimitAt = limit,
            ProductWeightG = measures[0],
            ProductLengthCm = measures[1],
            ProductHeightCm = measures[2],
            ProductWidthCm = measures[3],
            ProductPhotosQty = counts[0],
            ProductNameLength = counts[1],
            ProductDescriptionLength = counts[2],
        };

    private static readonly Gen<OrderPayment> Payments =
        from numbers in Ints.ArrayOf(2)
        from type in Text
        from value in Doubles
        select new OrderPayment
        {
            PaymentSequential = numbers[0],
            PaymentType = type,
            PaymentInstallments = numbers[1],
            PaymentValue = value,
        };

    private static readonly Gen<FeatureHistogram> Histograms =
        from feature in Text
        from counts in Longs.ArrayOf()
        from others in Longs.ArrayOf(2)
        select new FeatureHistogram(feature, counts, others[0], others[1]);

    public static readonly Gen<OrderDelivered> Orders =
        from texts in Text.ArrayOf(3)
        from optional in OptionalText.ArrayOf(3)
        from version in Ints
        from times in Times.ArrayOf(3)
        from optionalTimes in Optional(Times).ArrayOf(3)
        from items in Items.ArrayOf()
        from payments in Payments.ArrayOf()
        select new OrderDelivered
        {
            EventId = texts[0],
            Version = version,
            RecordedAt = times[0],
            OrderId = texts[1],
            CustomerId = texts[2],
            CustomerUniqueId = optional[0],
            CustomerZipCodePrefix = optional[1],
            CustomerState = optional[2],
            PurchasedAt = times[1],
            ApprovedAt = optionalTimes[0],
            HandedToCarrierAt = optionalTimes[1],
            DeliveredAt = times[2],
            EstimatedDeliveryAt = optionalTimes[2],
            Items = items,
            Payments = payments,
        };

    public static readonly Gen<ReviewSubmitted> Reviews =
        from texts in Text.ArrayOf(3)
        from numbers in Ints.ArrayOf(3)
        from times in Times.ArrayOf(2)
        from created in Optional(Times)
        from state in OptionalText
        from lists in Text.ArrayOf().ArrayOf(5)
        select new ReviewSubmitted
        {
            EventId = texts[0],
            Version = numbers[0],
            RecordedAt = times[0],
            ReviewId = texts[1],
            OrderId = texts[2],
            ReviewScore = numbers[1],
            CreatedAt = created,
            AnsweredAt = times[1],
            SellerIds = lists[0],
            ProductIds = lists[1],
            ProductCategoryNames = lists[2],
            CustomerState = state,
            SellerStates = lists[3],
            ComplaintCodes = lists[4],
            ComplaintCodesVersion = numbers[2],
        };

    public static readonly Gen<SatisfactionScored> Scores =
        from texts in Text.ArrayOf(12)
        from numbers in Ints.ArrayOf(2)
        from longs in Longs.ArrayOf(2)
        from times in Times.ArrayOf(2)
        from scored in Instants
        from doubles in Doubles.ArrayOf(2)
        from reasons in Reasons.ArrayOf()
        from answered in Booleans
        from vector in Floats.ArrayOf()
        select new SatisfactionScored
        {
            EventId = texts[0],
            Version = numbers[0],
            RecordedAt = times[0],
            OrderId = texts[1],
            OrderEventId = texts[2],
            DeliveredAt = times[1],
            ScoredAt = scored,
            Probability = doubles[0],
            RawMargin = doubles[1],
            Tier = texts[3],
            Label = texts[4],
            Action = texts[5],
            Reasons = reasons,
            AnsweredBeforeDelivery = answered,
            FeatureVector = vector,
            ModelName = texts[6],
            ModelVersion = texts[7],
            ModelSha256 = texts[8],
            DecisionNumber = longs[0],
            PolicyVersion = texts[9],
            FeatureVersion = texts[10],
            InputTopic = texts[11],
            InputPartition = numbers[1],
            InputOffset = longs[1],
        };

    public static readonly Gen<SatisfactionAlert> Alerts =
        from texts in Text.ArrayOf(9)
        from optional in OptionalText.ArrayOf(2)
        from numbers in Ints.ArrayOf(3)
        from longs in Longs.ArrayOf(2)
        from times in Times.ArrayOf(2)
        from raised in Instants
        from doubles in Doubles.ArrayOf(2)
        from delay in Optional(Doubles)
        from reasons in Reasons.ArrayOf()
        from answered in Booleans
        from lists in Text.ArrayOf().ArrayOf(2)
        select new SatisfactionAlert
        {
            EventId = texts[0],
            Version = numbers[0],
            RecordedAt = times[0],
            OrderId = texts[1],
            OrderEventId = texts[2],
            CustomerId = texts[3],
            CustomerUniqueId = optional[0],
            CustomerState = optional[1],
            DeliveredAt = times[1],
            RaisedAt = raised,
            Tier = texts[4],
            Action = texts[5],
            Probability = doubles[0],
            Reasons = reasons,
            AnsweredBeforeDelivery = answered,
            DeliveryDelayDays = delay,
            OrderItemsCount = numbers[1],
            TotalPrice = doubles[1],
            SellerIds = lists[0],
            ProductCategoryNames = lists[1],
            ModelSha256 = texts[6],
            DecisionNumber = longs[0],
            PolicyVersion = texts[7],
            InputTopic = texts[8],
            InputPartition = numbers[2],
            InputOffset = longs[1],
        };

    public static readonly Gen<ModelPromoted> Promotions =
        from texts in Text.ArrayOf(7)
        from version in Ints
        from recorded in Instants
        from decision in Longs
        select new ModelPromoted
        {
            EventId = texts[0],
            Version = version,
            RecordedAt = recorded,
            ModelName = texts[1],
            ModelVersion = texts[2],
            ModelSha256 = texts[3],
            DecisionNumber = decision,
            Kind = texts[4],
            DecidedBy = texts[5],
            Why = texts[6],
        };

    public static readonly Gen<ScoringWindow> Windows =
        from texts in Text.ArrayOf(5)
        from version in Ints
        from times in Times.ArrayOf(2)
        from instants in Instants.ArrayOf(2)
        from longs in Longs.ArrayOf(8)
        from histogram in Longs.ArrayOf()
        from features in Histograms.ArrayOf()
        from dropped in Optional(Longs).ArrayOf(3)
        select new ScoringWindow
        {
            EventId = texts[0],
            Version = version,
            RecordedAt = times[0],
            Instance = texts[1],
            StartedAt = instants[0],
            EndedAt = instants[1],
            StreamFrom = times[1],
            ModelName = texts[2],
            ModelSha256 = texts[3],
            DecisionNumber = longs[0],
            FeatureVersion = texts[4],
            Scored = longs[1],
            Green = longs[2],
            Yellow = longs[3],
            Red = longs[4],
            AnsweredBeforeDelivery = longs[5],
            DeadLettered = longs[6],
            Duplicates = longs[7],
            ScoreHistogram = histogram,
            FeatureHistograms = features,
            HistoryTooOld = dropped[0],
            HistoryLate = dropped[1],
            ReviewsRefused = dropped[2],
        };

    public static readonly Gen<DeadLettersRedriven> Redrives =
        from texts in Text.ArrayOf(3)
        from numbers in Ints.ArrayOf(3)
        from recorded in Instants
        from longs in Longs.ArrayOf(3)
        select new DeadLettersRedriven
        {
            EventId = texts[0],
            Version = numbers[0],
            RecordedAt = recorded,
            DeadLetterPartition = numbers[1],
            ReleasedThrough = longs[0],
            Attempts = numbers[2],
            Scored = longs[1],
            Discarded = longs[2],
            RedrivenBy = texts[1],
            Why = texts[2],
        };

    public static readonly Gen<AuditAnchored> Anchors =
        from texts in Text.ArrayOf(4)
        from version in Ints
        from recorded in Instants
        from position in Longs
        from streams in (from names in Text.ArrayOf(2) from last in Longs select new AnchoredStream(names[0], last, names[1])).ArrayOf()
        select new AuditAnchored
        {
            EventId = texts[0],
            Version = version,
            RecordedAt = recorded,
            Store = texts[1],
            Position = position,
            Hash = texts[2],
            Streams = streams,
            Why = texts[3],
        };

    private static Gen<T?> Optional<T>(Gen<T> values)
        where T : struct => Gen.OneOf(Gen.Constant<T?>(null), values.Select(value => (T?)value));

    /// <summary>UTF-8 cannot hold half a surrogate pair; that such a text is refused has a test of its own.</summary>
    private static string WithoutHalfPairs(string? text)
    {
        var kept = new System.Text.StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
            kept.Append(rune);
        return kept.ToString();
    }
}
