namespace Streaming.Marketplace.Synthetic;

/// <param name="Id">As in the table.</param>
/// <param name="Seller">Each product has one seller, as nine in ten real ones do.</param>
/// <param name="Category">What it is, whether or not the table says so.</param>
/// <param name="IsDescribed">False: category, texts and photos are missing from the table, always together.</param>
/// <param name="IsMeasured">False: weight and sizes are missing, always together.</param>
/// <param name="Cents">Price.</param>
/// <param name="Volume">Relative number of sales.</param>
/// <param name="Harm">What buying it adds to the log-odds of an unsatisfied customer.</param>
/// <param name="Fault">What its bad reviews tend to complain about.</param>
internal sealed record Product(
    string Id,
    Seller Seller,
    Category Category,
    bool IsDescribed,
    bool IsMeasured,
    long Cents,
    double Volume,
    double Harm,
    string Fault,
    int NameLength,
    int DescriptionLength,
    int Photos,
    int Grams,
    int LengthCm,
    int HeightCm,
    int WidthCm
);

/// <summary>Products of heavy-tailed volume and differing quality.</summary>
internal static class Products
{
    private const double NullCategoryShare = 0.0185;
    private const double HarmSigma = 0.5;
    private const double VolumeSigma = 1.4;

    /// <summary>Every so-many-th product weighs 0 g or is not measured: rarer by chance than small sets could show.</summary>
    private const int WeightlessEvery = 997;
    private const int UnmeasuredEvery = 1_499;

    private static readonly Weighted PhotoCounts = new(530, 190, 120, 70, 50, 40, 10, 10);
    private static readonly string[] Faults = ["defect", "poor", "wrong", "missing", "fake", "poor", "defect"];

    public static List<Product> Create(Seller[] sellers, long seed)
    {
        var random = new Xoshiro(seed, 2);
        var shares = new Weighted(Categories.All.Select(category => (double)category.Weight));
        var products = new List<Product>();
        foreach (var seller in sellers)
        {
            var categories = Enumerable.Range(0, 1 + random.Below(3)).Select(_ => Categories.All[shares.Pick(random)]).ToArray();
            // Volume to the power 3/4, by square roots only: a median of four products and a mean of ten, as in the items table.
            var root = Math.Sqrt(seller.Volume);
            var count = 1 + (int)(4 * root * Math.Sqrt(root) * random.LogNormal(0.9, 0.6));
            for (var i = 0; i < count; i++)
                products.Add(
                    Create(
                        products.Count,
                        seller,
                        categories[Math.Min(random.Below(categories.Length), random.Below(categories.Length))],
                        count,
                        random
                    )
                );
        }

        var mean = products.Sum(product => product.Volume * product.Harm) / products.Sum(product => product.Volume);
        return [.. products.Select(product => product with { Harm = product.Harm - mean })];
    }

    private static Product Create(int number, Seller seller, Category category, int siblings, Xoshiro random)
    {
        var grams = Math.Clamp((int)random.LogNormal(Portable.Exp(category.LogGrams), Categories.GramsSigma), 50, 30_000);
        // Each side grows with the fourth root of the weight, so that the volume grows with its power 3/4.
        var side = Math.Sqrt(Math.Sqrt(grams / 700.0));
        return new(
            random.Id(),
            seller,
            category,
            IsDescribed: !random.Chance(NullCategoryShare),
            IsMeasured: number % UnmeasuredEvery != 700,
            Cents: Price(random.LogNormal(Portable.Exp(category.LogPrice), Categories.PriceSigma), random),
            Volume: seller.Volume / siblings * random.LogNormal(1, VolumeSigma),
            Harm: HarmSigma * random.Normal(),
            Fault: Faults[random.Below(Faults.Length)],
            NameLength: Math.Clamp((int)(50 + 10 * random.Normal()), 5, 76),
            DescriptionLength: Math.Clamp((int)random.LogNormal(595, 0.75), 4, 3_992),
            Photos: 1 + PhotoCounts.Pick(random),
            Grams: number % WeightlessEvery == 300 ? 0 : grams,
            LengthCm: Math.Clamp((int)(side * random.LogNormal(26, 0.35)), 16, 105),
            HeightCm: Math.Clamp((int)(side * random.LogNormal(13, 0.65)), 2, 105),
            WidthCm: Math.Clamp((int)(side * random.LogNormal(20, 0.33)), 11, 105)
        );
    }

    /// <summary>Most prices end in 90 or 99 centavos.</summary>
    private static long Price(double brl, Xoshiro random)
    {
        var whole = Math.Clamp((long)brl, 2, 6_700) * 100;
        var ending = random.Unit();
        return whole
            + (
                ending < 0.6 ? 90
                : ending < 0.85 ? 99
                : random.Below(100)
            );
    }
}
