namespace Streaming.Marketplace.Synthetic;

/// <summary>Where customers find products: by category first, so that the categories keep their shares however uneven the sellers
/// are.</summary>
internal sealed class Shelves
{
    private const int Attempts = 25;

    /// <summary>Brings the orders within one state to the third that they are in the real tables.</summary>
    private const double SecondLookShare = 0.55;

    private readonly Weighted categories;
    private readonly (Product[] Products, Weighted Volumes)[] byCategory;
    private readonly Dictionary<Seller, Product[]> bySeller;

    public Shelves(List<Product> products)
    {
        var shelves = products.GroupBy(product => product.Category).ToArray();
        categories = new(shelves.Select(shelf => (double)shelf.Key.Weight));
        byCategory = [.. shelves.Select(shelf => (shelf.ToArray(), new Weighted(shelf.Select(product => product.Volume))))];
        bySeller = products.GroupBy(product => product.Seller).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>A product that is on sale at that moment, where a shelf has none yet one that will be; rather one from the customer's own
    /// state.</summary>
    public Product Pick(long moment, State customer, Xoshiro random)
    {
        var product = Pick(moment, random);
        if (product.Seller.State == customer || !random.Chance(SecondLookShare))
            return product;
        var nearer = Pick(moment, random);
        return nearer.Seller.State == customer ? nearer : product;
    }

    /// <summary>Another product of the same seller; the same when it has no other.</summary>
    public Product PickBeside(Product product, Xoshiro random)
    {
        var siblings = bySeller[product.Seller];
        return siblings[random.Below(siblings.Length)];
    }

    private Product Pick(long moment, Xoshiro random)
    {
        Product product;
        var attempt = 0;
        do
        {
            var (products, volumes) = byCategory[categories.Pick(random)];
            product = products[volumes.Pick(random)];
        } while (product.Seller.JoinedAt > moment && ++attempt < Attempts);
        return product;
    }
}
