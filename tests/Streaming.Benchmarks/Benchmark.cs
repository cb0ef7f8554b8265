using Streaming.Marketplace.Synthetic;
using Streaming.Training.Evaluation;

namespace Streaming.Benchmarks;

/// <summary>What a run measures with.</summary>
internal sealed record BenchmarkOptions
{
    /// <summary>Of the generated marketplace, 1 to 5,000,000.</summary>
    public required int Orders { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    /// <summary>Orders per second.</summary>
    public required int Rate { get; init; }

    public required int Keys { get; init; }

    /// <summary>Of a broker that runs already; for the processes that a benchmark starts.</summary>
    public string? Bootstrap { get; init; }

    /// <summary>That the other process has published.</summary>
    public long Deliveries { get; init; }

    public required string DataFolder { get; init; }

    public required TextWriter Output { get; init; }

    public void Say(string line) => Output.WriteLine(line);
}

/// <summary>Every benchmark by its name.</summary>
internal static class Benchmark
{
    public static readonly SortedDictionary<string, Func<BenchmarkOptions, CancellationToken, Task>> All = new(StringComparer.Ordinal)
    {
        ["api"] = ApiRequests.RunAsync,
        ["throughput"] = Throughput.RunAsync,
        ["latency"] = Latency.RunAsync,
        ["training"] = BesideTraining.RunAsync,
        ["steps"] = Steps.RunAsync,
        ["console"] = ConsolePages.RunAsync,
        ["costs"] = EventCosts.RunAsync,
        ["restore"] = Restore.RunAsync,
        ["memory"] = Memory.RunAsync,
        ["scorer"] = Memory.ScoreAsync,
        ["snapshot"] = Restore.SnapshotAsync,
    };
}
