namespace Streaming.Console.Queries;

/// <summary>A span of stream time that ends at the stream clock.</summary>
/// <param name="Key">In addresses.</param>
/// <param name="Name">On pages.</param>
/// <param name="Days">How long it is.</param>
/// <param name="Bucket">How long a bar of its charts is.</param>
public sealed record Period(string Key, string Name, int Days, TimeSpan Bucket);

public static class Periods
{
    public static readonly IReadOnlyList<Period> All =
    [
        new("1d", "24 hours", 1, TimeSpan.FromHours(1)),
        new("7d", "7 days", 7, TimeSpan.FromHours(6)),
        new("30d", "30 days", 30, TimeSpan.FromDays(1)),
        new("90d", "90 days", 90, TimeSpan.FromDays(3)),
        new("400d", "400 days", 400, TimeSpan.FromDays(10)),
    ];

    /// <summary>The period of this key; 30 days for an unknown one.</summary>
    public static Period Of(string? key) => All.FirstOrDefault(period => period.Key == key) ?? All[2];
}
