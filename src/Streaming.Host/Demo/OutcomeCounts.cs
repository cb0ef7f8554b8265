using Streaming.Contracts;
using Streaming.Contracts.Events;

namespace Streaming.Host.Demo;

/// <summary>What a demo run has put on the topics up to one moment, in numbers.</summary>
internal sealed record OutcomeCounts
{
    public required int Delivered { get; init; }

    public required int Scored { get; init; }

    public required int DeadLettered { get; init; }

    public required long Green { get; init; }

    public required long Yellow { get; init; }

    public required long Red { get; init; }

    /// <summary>The latest alerts, the latest last.</summary>
    public required IReadOnlyList<SatisfactionAlert> RecentReds { get; init; }

    /// <summary>Null before the first score.</summary>
    public required LocalTime? StreamTime { get; init; }

    /// <summary>From publishing to reading back, of the latest orders; null before the first. The same of the next.</summary>
    public required double? MedianLatencyMs { get; init; }

    public required double? P99LatencyMs { get; init; }
}
