using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Features.SingleEvent;

/// <summary>Sums, means and counts over the item rows, added up in the rows' own order. A fact that no row has is NaN.</summary>
internal readonly struct Basket
{
    private const int MostLookedBack = 16;

    public Basket(IReadOnlyList<OrderItem> items)
    {
        Count = items.Count;
        Dearest = DearestOf(items);
        Price = Freight = Count == 0 ? double.NaN : 0.0;
        double weight = 0.0,
            volume = 0.0,
            photos = 0.0,
            description = 0.0,
            name = 0.0;
        int weights = 0,
            volumes = 0,
            photoRows = 0,
            descriptions = 0,
            names = 0;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            Price += item.Price;
            Freight += item.FreightValue;
            Sum(item.ProductWeightG, ref weight, ref weights);
            Sum(item.ProductLengthCm * item.ProductHeightCm * item.ProductWidthCm, ref volume, ref volumes);
            Sum(item.ProductPhotosQty, ref photos, ref photoRows);
            Sum(item.ProductDescriptionLength, ref description, ref descriptions);
            Sum(item.ProductNameLength, ref name, ref names);
            if (item.ShippingLimitAt is { } limit && !(LatestShippingLimit >= limit))
                LatestShippingLimit = limit;
        }

        Sellers = Distinct(items, static item => item.SellerId);
        Products = Distinct(items, static item => item.ProductId);
        Categories = Distinct(items, static item => item.ProductCategoryName);
        WeightG = weights == 0 ? double.NaN : weight;
        VolumeCm3 = volumes == 0 ? double.NaN : volume;
        Photos = Missing.Ratio(photos, photoRows);
        DescriptionLength = Missing.Ratio(description, descriptions);
        NameLength = Missing.Ratio(name, names);
    }

    public int Count { get; }

    public int Sellers { get; }

    public int Products { get; }

    /// <summary>Distinct known categories.</summary>
    public int Categories { get; }

    public double Price { get; }

    public double Freight { get; }

    public double WeightG { get; }

    public double VolumeCm3 { get; }

    public double Photos { get; }

    public double DescriptionLength { get; }

    public double NameLength { get; }

    public LocalTime? LatestShippingLimit { get; }

    public OrderItem? Dearest { get; }

    /// <summary>The item with the highest price, ties to the lowest order_item_id; null without items.</summary>
    public static OrderItem? DearestOf(IReadOnlyList<OrderItem> items)
    {
        OrderItem? dearest = null;
        for (var i = 0; i < items.Count; i++)
        {
            var item = items[i];
            if (dearest is null || item.Price > dearest.Price || (item.Price == dearest.Price && item.OrderItemId < dearest.OrderItemId))
                dearest = item;
        }

        return dearest;
    }

    private static void Sum(double? fact, ref double sum, ref int rows)
    {
        if (fact is not { } known)
            return;
        sum += known;
        rows++;
    }

    /// <summary>
    /// How many different ids the rows have, empty cells aside. Orders have few rows, so looking back is cheaper than a set; with many it
    /// would be quadratic.
    /// </summary>
    private static int Distinct(IReadOnlyList<OrderItem> items, Func<OrderItem, string?> idOf)
    {
        if (items.Count > MostLookedBack)
            return items.Select(idOf).OfType<string>().Distinct(StringComparer.Ordinal).Count();
        var distinct = 0;
        for (var i = 0; i < items.Count; i++)
            if (idOf(items[i]) is { } id && IsFirst(items, i, id, idOf))
                distinct++;
        return distinct;
    }

    private static bool IsFirst(IReadOnlyList<OrderItem> items, int row, string id, Func<OrderItem, string?> idOf)
    {
        for (var i = 0; i < row; i++)
        {
            if (string.Equals(idOf(items[i]), id, StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
