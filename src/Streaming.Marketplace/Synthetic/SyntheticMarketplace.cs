namespace Streaming.Marketplace.Synthetic;

/// <summary>Rows of each table that was written.</summary>
public sealed record GeneratedMarketplace(int Orders, int Items, int Payments, int Reviews, int Products, int Sellers);

/// <summary>How far the making of a marketplace has come.</summary>
/// <param name="Orders">Orders that have been followed to their review.</param>
/// <param name="Total">Orders asked for.</param>
public readonly record struct GenerateProgress(int Orders, int Total);

/// <summary>
/// A made-up marketplace with the behaviour of the real one, as far as <see cref="Figures"/> lists it, written as the same tables.
/// The same orders and seed give the same bytes on every machine.
/// </summary>
public static class SyntheticMarketplace
{
    private const int OrdersPerReport = 1_000;

    /// <summary>The largest number of orders that one folder may hold; the limit of what is kept in memory while it is made.</summary>
    public const int MostOrders = 5_000_000;

    /// <summary>Writes the tables to <paramref name="directory"/>, all or none. An earlier generated marketplace there is
    /// replaced.</summary>
    /// <param name="orders">1 to <see cref="MostOrders"/>. Shares come close to the figures from some 20,000.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="directory">Made when missing; refused when it holds anything else.</param>
    /// <param name="progress">Told every thousand orders. Null for none.</param>
    /// <param name="cancellation">Stops; nothing is left behind.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="orders"/> is outside its range.</exception>
    /// <exception cref="MarketplaceFolderException">The folder holds something else.</exception>
    /// <exception cref="OperationCanceledException">Stopped.</exception>
    public static GeneratedMarketplace Generate(
        int orders,
        long seed,
        string directory,
        IProgress<GenerateProgress>? progress = null,
        CancellationToken cancellation = default
    )
    {
        if (orders is < 1 or > MostOrders)
            throw new ArgumentOutOfRangeException(nameof(orders), orders, $"the number of orders must be from 1 to {MostOrders}");
        return MarketplaceFolder.Fill(
            directory,
            orders,
            seed,
            folder =>
            {
                var sellers = Sellers.Create(orders, seed);
                var products = Products.Create(sellers, seed);
                var made = new Orders(new Shelves(products), seed).Create(orders, cancellation);
                Follow(made, seed, progress, cancellation);
                return TableWriter.Write(folder, made, products, sellers, cancellation);
            }
        );
    }

    private static void Follow(List<Order> orders, long seed, IProgress<GenerateProgress>? progress, CancellationToken cancellation)
    {
        var payments = new Payments(seed);
        var deliveries = new Deliveries(seed);
        var reviews = new Reviews(seed);
        for (var i = 0; i < orders.Count; i++)
        {
            payments.Pay(orders[i]);
            deliveries.Deliver(orders[i], i);
            reviews.Ask(orders[i]);
            if ((i + 1) % OrdersPerReport != 0)
                continue;
            cancellation.ThrowIfCancellationRequested();
            progress?.Report(new(i + 1, orders.Count));
        }
    }
}
