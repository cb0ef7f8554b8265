using Streaming.Contracts.Rules;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Host.Demo;

/// <summary>What a demo run is asked to do.</summary>
public sealed record DemoSettings
{
    /// <summary>Folder with the CSV tables; null generates a synthetic marketplace.</summary>
    public string? Data { get; init; }

    /// <summary>Orders of the synthetic marketplace.</summary>
    public int Orders { get; init; } = 20_000;

    public long Seed { get; init; } = 1;

    /// <summary>End after the replay, reconcile what was published with what was read back.</summary>
    public bool Once { get; init; }

    /// <summary>Share of the deliveries, the latest ones, that is replayed live; the model is trained on what came before.</summary>
    public double LiveShare { get; init; } = 0.10;

    /// <summary>Stream days per second of wall time; null replays as fast as the slowest reader.</summary>
    public double? DaysPerSecond { get; init; }

    /// <summary>What is expected of an order; the scorer counts what is not.</summary>
    public OrderRules Rules { get; init; } = OrderRules.None;

    /// <summary>The folder that the settings came from.</summary>
    public required string ConfigFolder { get; init; }

    /// <summary>Open a browser at the console when it answers.</summary>
    public bool Opens { get; init; }

    /// <summary>Folder of the embedded parts' data.</summary>
    public required string DataFolder { get; init; }
}
