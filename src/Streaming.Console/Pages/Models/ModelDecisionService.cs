using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Console.Web;
using Streaming.Contracts.Gates;

namespace Streaming.Console.Pages.Models;

/// <summary>A person's decision about a version.</summary>
/// <param name="Kind">One of <see cref="ModelDecisionService.Kinds"/>.</param>
/// <param name="Name">Of the model.</param>
/// <param name="By">Who decides.</param>
/// <param name="Overridden">Gates that failed and are overridden; empty where none did.</param>
public sealed record ModelDecision(string Kind, string Name, string Version, string By, string Why, IReadOnlyList<GateResult> Overridden);

/// <summary>Records decisions about versions and publishes them to the scorers. Safe to use from any thread.</summary>
/// <param name="audit">Where decisions are recorded.</param>
/// <param name="log">Gets the reason when a decision could not be published.</param>
/// <param name="publisher">Null where this process cannot publish: a relay in another process does it then.</param>
public sealed class ModelDecisionService(AuditStore audit, ILogger<ModelDecisionService> log, IDecisionPublisher? publisher = null)
{
    public const string Promote = "promote";
    public const string RollBack = "rollback";
    public const string Reject = "reject";

    /// <summary>Every kind of decision.</summary>
    public static readonly IReadOnlyList<string> Kinds = [Promote, RollBack, Reject];

    /// <summary>Records the decision, and publishes it where it changes which version serves. A recorded decision stands when publishing
    /// fails: relays compare topic and trail at every start.</summary>
    /// <returns>Whether nothing is left to publish.</returns>
    /// <exception cref="PromotionRefusedException">A rule does not allow the decision; nothing was recorded.</exception>
    public async Task<bool> DecideAsync(ModelDecision decision, CancellationToken cancellation)
    {
        await RecordAsync(decision, cancellation);
        return decision.Kind == Reject || await PublishAsync(cancellation);
    }

    private Task RecordAsync(ModelDecision decision, CancellationToken cancellation)
    {
        var (kind, name, version, by, why, overridden) = decision;
        return kind switch
        {
            Promote when overridden.Count > 0 => audit.Models.PromoteVersionDespiteGatesAsync(
                name,
                version,
                by,
                why,
                overridden,
                cancellation
            ),
            Promote => audit.Models.PromoteVersionAsync(name, version, by, why, cancellation),
            RollBack => audit.Models.RollBackAsync(name, version, by, why, cancellation),
            Reject => audit.Models.RejectAsync(name, version, by, why, cancellation),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), kind, $"must be {string.Join(", ", Kinds)}"),
        };
    }

    private async Task<bool> PublishAsync(CancellationToken cancellation)
    {
        if (publisher is null)
            return false;
        try
        {
            await publisher.PublishAsync(cancellation);
            return true;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            log.LogWarning("A decision is recorded, but could not be published to the scorers: {Reason}", fault.Message);
            return false;
        }
    }
}
