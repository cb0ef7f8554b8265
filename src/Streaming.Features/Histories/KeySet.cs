using Streaming.Contracts.Events;

namespace Streaming.Features.Histories;

/// <summary>The distinct sellers, products and categories of one order, as integers of the key tables. Immutable.</summary>
internal sealed record KeySet(int[] Sellers, int[] Products, int[] Categories)
{
    public int[] Of(KeyKind kind) =>
        kind switch
        {
            KeyKind.Seller => Sellers,
            KeyKind.Product => Products,
            KeyKind.Category => Categories,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "an area belongs to the customer, not to the items"),
        };

    public static KeySet Of(IReadOnlyList<OrderItem> items, KeyTable[] tables) =>
        new(
            Intern(items, static item => item.SellerId, tables[(int)KeyKind.Seller]),
            Intern(items, static item => item.ProductId, tables[(int)KeyKind.Product]),
            Intern(items, static item => item.ProductCategoryName, tables[(int)KeyKind.Category])
        );

    public static KeySet Of(ReviewSubmitted review, KeyTable[] tables) =>
        new(
            Intern(review.SellerIds, static id => id, tables[(int)KeyKind.Seller]),
            Intern(review.ProductIds, static id => id, tables[(int)KeyKind.Product]),
            Intern(review.ProductCategoryNames, static name => name, tables[(int)KeyKind.Category])
        );

    public bool SameAs(KeySet other) =>
        Sellers.AsSpan().SequenceEqual(other.Sellers)
        && Products.AsSpan().SequenceEqual(other.Products)
        && Categories.AsSpan().SequenceEqual(other.Categories);

    /// <summary>Distinct known names in ordinal order, so that the order of rows cannot change a snapshot.</summary>
    private static int[] Intern<TRow>(IReadOnlyList<TRow> rows, Func<TRow, string?> nameOf, KeyTable table)
    {
        if (rows.Count == 1)
            return nameOf(rows[0]) is { } only ? [table.Intern(only)] : [];
        var names = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < rows.Count; i++)
        {
            if (nameOf(rows[i]) is { } name)
                names.Add(name);
        }

        var keys = new int[names.Count];
        var next = 0;
        foreach (var name in names)
            keys[next++] = table.Intern(name);
        return keys;
    }
}
