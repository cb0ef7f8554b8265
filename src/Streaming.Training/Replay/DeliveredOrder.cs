using Streaming.Contracts;

namespace Streaming.Training.Replay;

/// <summary>One delivered order as a training row, before labels and before its categories became codes.</summary>
public sealed record DeliveredOrder
{
    public required string OrderId { get; init; }

    public required LocalTime DeliveredAt { get; init; }

    /// <summary>One value per feature; NaN where missing and at every category. Categories are encoded into a copy.</summary>
    public required float[] Values { get; init; }

    /// <summary>The category at every categorical feature's index, else null.</summary>
    public required string?[] Categories { get; init; }

    /// <summary>The predecessor's features, for the baseline; NaN at its categories.</summary>
    public required float[] Predecessor { get; init; }

    public required string?[] PredecessorCategories { get; init; }

    /// <summary>The order with optional fields left out, for a few orders; see <see cref="Blanking"/>.</summary>
    public BlankedOrder? Blanked { get; init; }

    /// <summary>Not yet reviewed at its delivery: the customers who can still be helped.</summary>
    public required bool IsOpen { get; init; }

    /// <summary>How its label became known, in time order; empty without a review.</summary>
    public IReadOnlyList<KnownLabel> Labels { get; init; } = [];

    /// <summary>Satisfied, unsatisfied, or null when nothing was known before <paramref name="before"/>.</summary>
    public bool? Satisfied(LocalTime before)
    {
        bool? satisfied = null;
        foreach (var label in Labels)
            if (label.KnownAt < before)
                satisfied = label.Satisfied;
        return satisfied;
    }

    /// <summary>By delivery time, then order id.</summary>
    public static int Compare(DeliveredOrder a, DeliveredOrder b)
    {
        var byTime = a.DeliveredAt.CompareTo(b.DeliveredAt);
        return byTime != 0 ? byTime : string.CompareOrdinal(a.OrderId, b.OrderId);
    }
}

/// <summary>From this moment on the order's label is this one.</summary>
public readonly record struct KnownLabel(LocalTime KnownAt, bool Satisfied);

/// <summary>Values and categories of an order whose optional fields were left out.</summary>
/// <param name="Values">As in <see cref="DeliveredOrder.Values"/>.</param>
/// <param name="Categories">As in <see cref="DeliveredOrder.Categories"/>.</param>
/// <param name="Everything">All of them, not just some.</param>
public sealed record BlankedOrder(float[] Values, string?[] Categories, bool Everything);
