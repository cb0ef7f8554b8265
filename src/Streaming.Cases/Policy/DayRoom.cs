namespace Streaming.Cases.Policy;

/// <summary>What a market day has room for: open yellow orders compete for it.</summary>
/// <param name="Threshold">Lowest priority that is taken; 0 takes all.</param>
/// <param name="Left">How many more the team can handle.</param>
public sealed record DayRoom(double Threshold, int Left)
{
    /// <summary>Market days that the threshold looks back on.</summary>
    public const int LookBackDays = 28;

    /// <summary>With fewer known days nothing is said of ranks: first come, first served.</summary>
    public const int LeastKnownDays = 7;

    /// <summary>How many of the candidates of the days before would have been taken; null when too few days are known.</summary>
    /// <param name="capacity">A day.</param>
    /// <param name="knownDays">Days since the first candidate.</param>
    public static long? Taken(int capacity, int knownDays) =>
        knownDays < LeastKnownDays ? null : (long)capacity * Math.Min(knownDays, LookBackDays);
}
