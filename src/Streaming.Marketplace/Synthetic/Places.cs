namespace Streaming.Marketplace.Synthetic;

/// <summary>Cities and postal code prefixes inside a state.</summary>
internal static class Places
{
    public static string City(State state, Xoshiro random) =>
        random.Chance(state.CapitalShare) || state.Cities.Length == 1
            ? state.Cities[0]
            : state.Cities[1 + random.Below(state.Cities.Length - 1)];

    /// <summary>Lower prefixes are nearer the capital and more frequent, so that some areas have a history.</summary>
    public static int Zip(State state, Xoshiro random)
    {
        var u = random.Unit();
        return state.FirstZip + (int)((state.LastZip - state.FirstZip) * u * u);
    }

    /// <summary>What living in an area adds to the log-odds of an unsatisfied customer; an area is the first three digits.</summary>
    public static double Harm(int zip, long seed) => 0.12 * new Xoshiro(seed, 1_000 + zip / 100).Normal();
}
