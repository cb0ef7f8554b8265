using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streaming.Audit.Anchors;
using Streaming.Audit.Chain;
using Streaming.Console.Web;
using Streaming.Web;

namespace Streaming.Console.Pages.Audit;

/// <summary>A check of the whole trail, on request.</summary>
/// <param name="NoAnchors">Why the anchors could not be compared; null when they were.</param>
/// <param name="At">Wall time of its end.</param>
public sealed record AuditCheck(ChainVerdict Verdict, string? NoAnchors, TimeSpan Took, DateTimeOffset At)
{
    /// <summary>Nothing was found, and every event is behind an anchor: only then there is nothing more to say.</summary>
    public bool IsProved => Verdict.IsWhole && NoAnchors is null && Verdict.Unanchored == 0;

    public static async Task<AuditCheck> RunAsync(ConsoleParts parts, CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        var anchors = new AnchorRecords([], []);
        var without = parts.Anchors is null ? "this process does not read them" : null;
        try
        {
            if (parts.Anchors is { } read)
                anchors = await read(cancellation);
        }
        catch (Exception trouble)
            when (trouble is Confluent.Kafka.KafkaException or Kafka.Registry.RegistryUnavailableException or TimeoutException)
        {
            without = FailureReason.Of(trouble) ?? "the brokers do not answer";
            parts.Log.LogWarning("The anchors could not be read for a check of the audit trail: {Reason}", trouble.Message);
        }

        var verdict = await parts.Audit.Chain.VerifyAsync(anchors, cancellation);
        return new AuditCheck(verdict, without, Stopwatch.GetElapsedTime(startedAt), parts.Clock.GetUtcNow());
    }
}
