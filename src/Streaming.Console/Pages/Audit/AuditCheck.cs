using System.Diagnostics;
using Streaming.Audit.Chain;
using Streaming.Console.Web;
using Streaming.Contracts.Events;

namespace Streaming.Console.Pages.Audit;

/// <summary>A check of the whole trail, on request.</summary>
/// <param name="NoAnchors">Why the anchors could not be compared; null when they were.</param>
public sealed record AuditCheck(ChainVerdict Verdict, string? NoAnchors, TimeSpan Took)
{
    public static async Task<AuditCheck> RunAsync(ConsoleParts parts, CancellationToken cancellation)
    {
        var startedAt = Stopwatch.GetTimestamp();
        IReadOnlyList<AuditAnchored> anchors = [];
        var without = parts.Anchors is null ? "this process does not read them" : null;
        try
        {
            if (parts.Anchors is { } read) anchors = await read(cancellation);
        }
        catch (Exception trouble) when (trouble is Confluent.Kafka.KafkaException or Contracts.Registry.RegistryUnavailableException or TimeoutException)
        {
            without = Contracts.Reasons.Of(trouble);
        }

        var verdict = await parts.Audit.Chain.VerifyAsync(anchors, cancellation);
        return new AuditCheck(verdict, without, Stopwatch.GetElapsedTime(startedAt));
    }
}
