namespace Streaming.Marketplace.Synthetic;

/// <param name="Id">As in the table.</param>
/// <param name="State">Where it ships from.</param>
/// <param name="City">A city of that state.</param>
/// <param name="Zip">Five-digit prefix.</param>
/// <param name="Volume">Relative number of sales.</param>
/// <param name="Harm">What buying here adds to the log-odds of an unsatisfied customer: the quality that a history can find.</param>
/// <param name="HandlingDays">Median days from approval to the carrier.</param>
/// <param name="JoinedAt">Sells from here on.</param>
/// <param name="Fault">What its bad reviews tend to complain about.</param>
internal sealed record Seller(
    string Id,
    State State,
    string City,
    int Zip,
    double Volume,
    double Harm,
    double HandlingDays,
    long JoinedAt,
    string Fault
);

/// <summary>Sellers of heavy-tailed volume and differing quality.</summary>
internal static class Sellers
{
    /// <summary>Gives the largest tenth two thirds of the items, as in the items table.</summary>
    private const double VolumeSigma = 1.95;

    /// <summary>Above the .5 that the spread of real sellers' shares leaves after chance: a small marketplace has less history to find it
    /// with.</summary>
    private const double HarmSigma = 0.6;

    private const double HandlingMedianDays = 1.4;
    private const double HandlingSigma = 0.6;

    /// <summary>A third of the sellers is there from the first day, the others join over this time.</summary>
    private const int JoiningDays = 540;

    private static readonly string[] Faults = ["missing", "wrong", "missing", "slow"];

    public static Seller[] Create(int orders, long seed)
    {
        var random = new Xoshiro(seed, 1);
        var states = new Weighted(States.All.Select(state => state.Sellers));
        var sellers = new Seller[Count(orders)];
        for (var i = 0; i < sellers.Length; i++)
        {
            var state = States.All[states.Pick(random)];
            sellers[i] = new(
                random.Id(),
                state,
                Places.City(state, random),
                Places.Zip(state, random),
                random.LogNormal(1, VolumeSigma),
                HarmSigma * random.Normal(),
                random.LogNormal(HandlingMedianDays, HandlingSigma),
                Seasons.Start + Math.Max(0, random.Below(JoiningDays * 3 / 2) - JoiningDays / 2) * Moment.Day,
                Faults[random.Below(Faults.Length)]
            );
        }

        return Centred(sellers);
    }

    /// <summary>Takes the mean over sales out of the harm: with so few large sellers, chance alone would make one marketplace happier than
    /// the other.</summary>
    private static Seller[] Centred(Seller[] sellers)
    {
        var mean = sellers.Sum(seller => seller.Volume * seller.Harm) / sellers.Sum(seller => seller.Volume);
        return [.. sellers.Select(seller => seller with { Harm = seller.Harm - mean })];
    }

    /// <summary>Grows slower than the orders: some 1,100 for 20,000 orders, 2,600 for 78,000 (the real number: 2,509 with sales).</summary>
    private static int Count(int orders) => (int)(3.2 * Portable.Exp(0.6 * LogOf(orders))) + 5;

    /// <summary>ln by halving and a series, for the same count on every machine.</summary>
    private static double LogOf(int number)
    {
        var log = 0.0;
        double rest = number;
        for (; rest > 1.5; rest /= 2)
            log += 0.6931471805599453;
        var z = (rest - 1) / (rest + 1);
        return log + 2 * (z + z * z * z / 3 + z * z * z * z * z / 5);
    }
}
