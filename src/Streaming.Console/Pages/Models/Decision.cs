using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Registry;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Pages.Models;

/// <summary>Records decisions about versions and tells the scorers.</summary>
internal static class Decision
{
    /// <param name="overridden">Gates that failed and are overridden; empty where none did.</param>
    /// <exception cref="Audit.PromotionRefusedException">A rule stands against it; nothing was recorded.</exception>
    public static Task RecordAsync(
        ModelRegistry models,
        string kind,
        string name,
        string version,
        string by,
        string why,
        IReadOnlyList<GateResult> overridden,
        CancellationToken cancellation
    ) =>
        kind switch
        {
            "promote" when overridden.Count > 0 => models.PromoteVersionDespiteGatesAsync(name, version, by, why, overridden, cancellation),
            "promote" => models.PromoteVersionAsync(name, version, by, why, cancellation),
            "rollback" => models.RollBackAsync(name, version, by, why, cancellation),
            "reject" => models.RejectAsync(name, version, by, why, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "promote, rollback or reject"),
        };

    /// <summary>The decision stands whatever happens here: relays compare topic and trail at every start.</summary>
    /// <returns>Whether the scorers were told now.</returns>
    public static async Task<bool> TellAsync(ConsoleParts parts, CancellationToken cancellation)
    {
        if (parts.TellScorers is not { } tell)
            return false;
        try
        {
            await tell(cancellation);
            return true;
        }
        catch (Exception trouble) when (trouble is not OperationCanceledException)
        {
            parts.Log.LogWarning("A decision is recorded, but the scorers could not be told: {Reason}", trouble.Message);
            return false;
        }
    }
}
