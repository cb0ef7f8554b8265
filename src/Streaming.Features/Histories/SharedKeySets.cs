namespace Streaming.Features.Histories;

/// <summary>Orders of one product nearly always have the same seller and category too: their keys are kept once per product.</summary>
internal sealed class SharedKeySets
{
    private readonly List<KeySet?> byProduct = [];

    /// <summary>The same keys, as the product's last order had them where they are equal.</summary>
    public KeySet Share(KeySet keys)
    {
        if (keys.Products.Length != 1)
            return keys;
        var product = keys.Products[0];
        while (byProduct.Count <= product)
            byProduct.Add(null);
        if (byProduct[product] is { } last && last.SameAs(keys))
            return last;
        byProduct[product] = keys;
        return keys;
    }
}
