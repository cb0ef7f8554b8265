using Confluent.Kafka;
using Streaming.Console.Drift;
using Streaming.Console.Projection;
using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>The console role.</summary>
public sealed record ConsoleOptions
{
    /// <summary>Whether this process fills the console's tables from the topics; of several that do, one works and the others stand by.
    /// False: it only shows pages. Default true.</summary>
    public bool Projects { get; init; } = true;

    /// <summary>Days of stream time that alerts and drift counts are kept, 1 to 4,000. Default 90, as long as their topics keep
    /// them.</summary>
    [Between(1, 4_000)]
    public int KeepAlertDays { get; init; } = 90;

    /// <summary>Days of stream time that tier counts are kept, 1 to 4,000. Default 400, as long as the topic of scores keeps
    /// them.</summary>
    [Between(1, 4_000)]
    public int KeepCountDays { get; init; } = 400;

    /// <summary>Fewest orders of which drift is said, 50 to 1,000,000. Default 300.</summary>
    [Between(50, 1_000_000)]
    public int DriftMinimumOrders { get; init; } = 300;

    /// <summary>Probability that, without any change, one of all compared histograms passes its limit; above 0 and below 0.5. Default
    /// 0.01.</summary>
    [Between(0, 0.5, OpenEnds = true)]
    public double DriftFalseAlarms { get; init; } = 0.01;

    public DriftRules ToDriftRules() => new() { MinimumOrders = DriftMinimumOrders, FalseAlarms = DriftFalseAlarms };

    /// <param name="logId">Where the cluster cannot be asked which log it holds.</param>
    public ProjectorSettings ToProjectorSettings(ClientConfig client, string scorerGroup, string? logId = null) =>
        new()
        {
            Client = client,
            LogId = logId,
            ScorerGroup = scorerGroup,
            KeepAlertDays = KeepAlertDays,
            KeepCountDays = KeepCountDays,
        };
}
