namespace Streaming.Features.Tests.Twin;

/// <summary>What <see cref="RandomMarketplace"/> makes; the defaults hold every oddity at once.</summary>
internal sealed record MarketOptions
{
    public int Seed { get; init; } = 1;

    public int Orders { get; init; } = 2_000;

    /// <summary>Days over which the purchases spread.</summary>
    public int Days { get; init; } = 260;

    public int Partitions { get; init; } = 3;

    /// <summary>Share of events that come to their log long after the bound.</summary>
    public double Late { get; init; } = 0.02;

    /// <summary>Share of events that come up to seventy minutes after others of their time, as in the night in which the clocks go
    /// back.</summary>
    public double BackAnHour { get; init; } = 0.05;

    /// <summary>Share of orders with an event more than a year from the others.</summary>
    public double YearApart { get; init; } = 0.01;

    /// <summary>Another arrival of the same events, within the four minutes.</summary>
    public int ArrivalSeed { get; init; } = 1;
}
