using Streaming.Host.Configuration;
using Streaming.Scorer;
using Streaming.Scorer.Loop;

namespace Streaming.Faults.Bugs;

/// <summary>A mistake that others have made, put into the scorer to see that it is found.</summary>
/// <param name="Seams">Where it sits.</param>
/// <param name="Owned">What it opened for itself.</param>
internal sealed record SeededBug(ScoringSeams Seams, IDisposable? Owned = null) : IDisposable
{
    public void Dispose() => Owned?.Dispose();
}

/// <summary>The bugs by name.</summary>
internal static class SeededBugs
{
    private static readonly Dictionary<string, Func<Settings, SeededBug>> All = new(StringComparer.Ordinal)
    {
        ["offsets-first"] = _ => new SeededBug(new ScoringSeams { Output = output => new OffsetsFirst(output) }),
        ["stale-group"] = _ => StaleGroup.Create(),
        ["double-feed"] = DoubleFeed.Create,
        ["dead-letters-outside"] = settings => new SeededBug(
            new ScoringSeams { Output = output => new DeadLettersOutside(output, settings.Kafka.ToClientConfig()) }
        ),
        ["stale-model"] = _ => StaleModel.Create(),
    };

    public static IReadOnlyCollection<string> Names => All.Keys;

    public static SeededBug Create(string name, Settings settings) => All[name](settings);
}
