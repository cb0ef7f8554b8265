using System.Globalization;
using Streaming.Console.Queries.Stream;
using Streaming.Console.Web;

namespace Streaming.Console.Pages.Stream;

/// <summary>The stream in words.</summary>
public static class StreamFormatter
{
    /// <summary>A measurement older than this says nothing about now.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(30);

    public static string StateOf(PartitionLine partition, StreamView stream) =>
        stream.StandsBeside(partition) ? $"stands for {Format.Span(partition.MeasuredAt - partition.MovedAt)} while others move"
        : partition.Stands ? $"stands for {Format.Span(partition.MeasuredAt - partition.MovedAt)}"
        : partition.Waiting == 0 ? "nothing waits"
        : "moves";

    /// <summary>Records per second.</summary>
    public static string Rate(double rate) => rate < 0.05 ? "0" : rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    public static string ToDrain(TimeSpan? span) =>
        span is not { } time ? "never at this rate"
        : time == TimeSpan.Zero ? "–"
        : Format.Span(time);

    /// <summary>What to do about a partition that stands.</summary>
    public static string Remedy(PartitionLine partition) =>
        partition.Owner is { } owner
            ? $"Look at the log of {owner.ClientId}: a record that it cannot get past is named there. Restart it if it says nothing."
            : "No scorer has it, or the cluster does not say. Start a scorer, or look at /health/ready of those that run.";
}
