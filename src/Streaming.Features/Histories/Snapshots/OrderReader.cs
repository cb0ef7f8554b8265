using Streaming.Contracts;

namespace Streaming.Features.Histories.Snapshots;

/// <summary>Reads what <see cref="OrderWriter"/> wrote.</summary>
internal sealed class OrderReader(ClosedDays counts, bool withPositions)
{
    private readonly KeyTable[] tables = counts.Keys;
    private readonly List<int> days = [];

    /// <summary>The days on which the order that was read last has events, each once per event.</summary>
    public IReadOnlyList<int> Days => days;

    /// <summary>Reads what stands behind the id and the length.</summary>
    public OrderMemory Read(OrderKey key, ref CompactReader from)
    {
        days.Clear();
        var memory = new OrderMemory(key) { LastDay = from.SignedInt() };
        for (var versions = from.Count(); versions > 0; versions--)
            memory.Delivery = ReadDelivery(ref from, memory.Delivery);
        ReviewFacts? last = null;
        for (var reviews = from.Count(); reviews > 0; reviews--)
        {
            var hash = from.Fixed();
            ReviewFacts? latest = null;
            for (var versions = from.Count(); versions > 0; versions--)
                latest = ReadReview(ref from, hash, latest, memory.Delivery);
            if (latest is null)
                throw from.Damaged("a review without a version");
            if (last is null)
                memory.Reviews = latest;
            else
                last.NextReview = latest;
            last = latest;
        }

        if (!withPositions)
            return memory;
        for (var marks = from.Count(); marks > 0; marks--)
            memory.Mark = new AcceptedMark(memory.Mark, from.SignedInt(), from.SignedInt(), from.SignedInt(), from.Signed());
        return memory;
    }

    private DeliveryFacts ReadDelivery(ref CompactReader from, DeliveryFacts? previous)
    {
        var flags = from.Byte();
        var version = from.SignedInt();
        var hash = from.Fixed();
        var day = ReadDay(ref from);
        var facts = new DeliveryFacts
        {
            Previous = previous,
            Replaces = (flags & 1) != 0,
            Version = version,
            EventHash = hash,
            Day = day,
            DeliveredAt = from.Signed() + day * LocalTime.MillisecondsPerDay,
            IsLate = (flags & 2) != 0,
            Bucket = from.SignedInt(),
            Keys = ReadKeys(ref from),
            Area = (flags & 8) != 0 ? from.Index(tables[(int)KeyKind.Area].Count) : KeyTable.Unknown,
        };
        if ((flags & 4) == 0)
            return facts;
        facts.HasExpectation = true;
        facts.ExpectedBad = from.Signed();
        facts.ExpectedScore = from.Signed();
        return facts;
    }

    private ReviewFacts ReadReview(ref CompactReader from, ulong hash, ReviewFacts? previous, DeliveryFacts? delivery)
    {
        var flags = from.Byte();
        var version = from.SignedInt();
        var day = ReadDay(ref from);
        var inAt = from.Signed() + day * LocalTime.MillisecondsPerDay;
        return new ReviewFacts
        {
            Previous = previous,
            Replaces = (flags & 1) != 0,
            Version = version,
            EventHash = hash,
            Day = day,
            InAt = inAt,
            AnsweredAt = inAt - from.Signed(),
            Score = from.Byte(),
            Complaints = from.Byte(),
            Keys = (flags & 2) == 0 ? ReadKeys(ref from) : delivery?.Keys ?? throw from.Damaged("keys of a delivery that is not there"),
        };
    }

    private int ReadDay(ref CompactReader from)
    {
        var day = from.SignedInt();
        days.Add(day);
        return day;
    }

    private KeySet ReadKeys(ref CompactReader from) =>
        counts.KeySets.Share(
            new(ReadKeys(ref from, KeyKind.Seller), ReadKeys(ref from, KeyKind.Product), ReadKeys(ref from, KeyKind.Category))
        );

    private int[] ReadKeys(ref CompactReader from, KeyKind kind)
    {
        var keys = new int[from.Count()];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = from.Index(tables[(int)kind].Count);
        return keys;
    }
}
