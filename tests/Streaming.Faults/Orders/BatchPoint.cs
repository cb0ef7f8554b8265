using Streaming.Scorer;
using Streaming.Scorer.MicroBatches;

namespace Streaming.Faults.Orders;

/// <summary>A named moment of a batch: the beginning or the end of one of its steps.</summary>
/// <param name="Name">As orders name it.</param>
/// <param name="Step">A step of <see cref="BatchTrace"/>.</param>
/// <param name="AtEnd">When the step ends; else when it begins.</param>
/// <param name="MostDelay">How much later the signal may come, from another thread, while the step goes on.</param>
internal sealed record BatchPoint(string Name, string Step, bool AtEnd, TimeSpan MostDelay)
{
    private static readonly BatchPoint[] All =
    [
        new("after-poll", BatchTrace.Decode, false, TimeSpan.Zero),
        new("after-scoring", BatchTrace.Score, true, TimeSpan.Zero),
        new("after-producing", BatchTrace.Produce, true, TimeSpan.Zero),
        new("before-offsets", BatchTrace.Offsets, false, TimeSpan.Zero),
        new("after-offsets", BatchTrace.Offsets, true, TimeSpan.Zero),
        new("during-commit", BatchTrace.Commit, false, TimeSpan.FromMilliseconds(5)),
    ];

    public static IEnumerable<string> Names => All.Select(point => point.Name);

    /// <exception cref="FormatException">No point has this name.</exception>
    public static BatchPoint Of(string name) =>
        Array.Find(All, point => point.Name == name)
        ?? throw new FormatException($"'{name}' is not a point of a batch; there are {string.Join(", ", Names)}");
}
