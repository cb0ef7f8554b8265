using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Scorer.Monitoring;

namespace Streaming.Scorer.ModelSwap;

/// <summary>
/// Puts the newest decision into service that the audit trail knows and whose artifact can be used. One that is refused leaves the next
/// older one in service, at a start too: from
/// the topic, from the trail, or from what served here last. While the trail cannot be asked, what served last goes on, and nothing newer
/// is believed. One thread.
/// </summary>
/// <param name="slot">Receives the models, and what an operator should know.</param>
/// <param name="artifacts">Where they come from.</param>
/// <param name="memory">What served here last.</param>
/// <param name="trail">Null where there is no audit trail: the topic alone counts.</param>
/// <param name="metrics">Counts swaps and names a refused decision.</param>
/// <param name="log">Names every refusal once.</param>
internal sealed class ModelSwitch(
    ModelSlot slot,
    ArtifactCache artifacts,
    LastServed memory,
    DecisionSource? trail,
    ScorerMetrics metrics,
    ILogger log
)
{
    private readonly DecisionCandidates candidates = new();
    private ModelPromoted? inService;
    private bool isProved;
    private string? waits;
    private string? reportedWait;

    /// <summary>A decision about this model, as read from the topic.</summary>
    /// <returns>False when there is nothing new in it.</returns>
    public bool Add(ModelPromoted decision)
    {
        var fault =
            decision.DecisionNumber < 1 ? "its number must be 1 or more"
            : ArtifactCache.IsHash(decision.ModelSha256) ? null
            : "its model_sha256 must be 64 lower-case hexadecimal digits";
        if (fault is null)
            return candidates.Add(decision);
        Refuse(decision, RefusalCodes.Malformed, fault);
        return true;
    }

    /// <summary>Decides, with all that was read.</summary>
    /// <returns>True when nothing is left to try; false when a part is away and it should be tried again.</returns>
    public async Task<bool> DecideAsync(CancellationToken stop)
    {
        waits = null;
        if (candidates.Read.Count > 0)
        {
            var known = await KnownAsync(stop).ConfigureAwait(false);
            if (known is not null)
                await ServeNewestAsync(known, stop).ConfigureAwait(false);
            else if (slot.Current is null)
                await ServeLastAsync(stop).ConfigureAwait(false);
        }

        Report();
        return waits is null;
    }

    /// <summary>The decisions that may serve, the newest first; null when the trail cannot be asked.</summary>
    private async Task<List<ModelPromoted>?> KnownAsync(CancellationToken stop)
    {
        if (trail is null)
        {
            var remembered = await memory.FindAsync(stop).ConfigureAwait(false);
            return Distinct(
                remembered is null || remembered.DecisionNumber > candidates.Read.First().DecisionNumber
                    ? candidates.Read
                    : [.. candidates.Read, remembered]
            );
        }

        IReadOnlyList<ModelPromoted> recorded;
        try
        {
            recorded = await trail(candidates.Read.First().ModelName, stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            Wait(
                $"the audit store cannot be asked whether decision {candidates.Read.First().DecisionNumber} is a true one: "
                    + $"{fault.Message}"
            );
            return null;
        }

        var newest = 0L;
        foreach (var decision in candidates.Read)
        {
            if (recorded.FirstOrDefault(record => IsSame(record, decision)) is not null)
            {
                candidates.Accept(decision);
                newest = Math.Max(newest, decision.DecisionNumber);
            }
            else
            {
                Refuse(
                    decision,
                    RefusalCodes.Unknown,
                    recorded.FirstOrDefault(record => record.DecisionNumber == decision.DecisionNumber) is { } other
                        ? $"the audit trail knows decision {other.DecisionNumber} as {other.Kind} {other.ModelVersion} (artifact "
                            + $"{other.ModelSha256})"
                        : "the audit trail knows no such decision; the record was not written by this system, or belongs to another store"
                );
            }
        }

        // Older ones that the topic has lost by compaction count too. Newer ones do not: they serve when they are published, everywhere
        // at once.
        return Distinct(recorded.Where(record => record.DecisionNumber <= newest));
    }

    private async Task ServeNewestAsync(List<ModelPromoted> known, CancellationToken stop)
    {
        var isRefuted = inService is not null && !isProved && !known.Exists(decision => IsSame(decision, inService));
        foreach (var decision in known)
        {
            if (!isRefuted && slot.Current is { } served && decision.DecisionNumber <= served.DecisionNumber)
                break;
            if (candidates.IsRefused(decision))
                continue;
            if (await LoadAsync(decision, stop).ConfigureAwait(false) is { } model)
            {
                Serve(model, decision, isRefuted);
                break;
            }

            if (waits is not null && slot.Current is not null)
                return; // what serves goes on until it is known
        }

        if (inService is null)
            return;
        isProved = known.Exists(decision => IsSame(decision, inService));
        if (isProved)
            await memory.RememberAsync(inService, stop).ConfigureAwait(false);
    }

    /// <summary>
    /// Nobody can say which decisions are true: the last one that was, or else the newest whose artifact is at hand, until somebody can.
    /// </summary>
    private async Task ServeLastAsync(CancellationToken stop)
    {
        var remembered = await memory.FindAsync(stop).ConfigureAwait(false);
        foreach (var decision in remembered is null ? [.. candidates.Read] : new[] { remembered })
        {
            if (candidates.IsRefused(decision) || await LoadAsync(decision, stop).ConfigureAwait(false) is not { } model)
                continue;
            Serve(model, decision, isRefuted: false);
            return;
        }
    }

    /// <summary>Null when it is refused, or when a part is away.</summary>
    private async Task<ServingModel?> LoadAsync(ModelPromoted decision, CancellationToken stop)
    {
        byte[]? bytes;
        try
        {
            bytes = await artifacts.FindAsync(decision.ModelSha256, stop).ConfigureAwait(false);
        }
        catch (Exception fault) when (!stop.IsCancellationRequested)
        {
            Wait($"the artifact of decision {decision.DecisionNumber} ({decision.ModelSha256}) cannot be fetched yet: {fault.Message}");
            return null;
        }

        if (bytes is null)
        {
            Refuse(decision, RefusalCodes.Missing, $"no artifact with SHA-256 {decision.ModelSha256} in the cache or the store");
            return null;
        }

        try
        {
            var model = ServingModel.Load(bytes, decision.ModelSha256);
            model.LoadHistories(); // a scorer may start from them at any time: an artifact whose histories cannot be read is refused now
            return model;
        }
        catch (Exception unusable) when (unusable is not OutOfMemoryException)
        {
            Refuse(
                decision,
                RefusalCodes.Unusable,
                unusable is ArtifactException
                    ? unusable.Message
                    : $"artifact {decision.ModelSha256}: {unusable.GetType().Name}: {unusable.Message}"
            );
            return null;
        }
    }

    private void Serve(ServingModel model, ModelPromoted decision, bool isRefuted)
    {
        var next = new ServedModel(model, decision.DecisionNumber);
        if (isRefuted)
            slot.Correct(next);
        else if (!slot.TrySwap(next))
        {
            metrics.ModelSwaps.WithLabels("ignored").Inc();
            return;
        }

        (inService, isProved) = (decision, false);
        metrics.ModelSwaps.WithLabels("served").Inc();
        foreach (var labels in metrics.ModelInfo.GetAllLabelValues())
            metrics.ModelInfo.RemoveLabelled(labels);
        metrics.ModelInfo.WithLabels(model.Name, model.Version, model.Sha256, Text(decision.DecisionNumber)).Set(1);
        log.LogInformation(
            "Model {Name} {Version} serves from now on (decision {Number})",
            model.Name,
            model.Version,
            decision.DecisionNumber
        );
    }

    private void Refuse(ModelPromoted decision, string code, string why)
    {
        if (!candidates.Refuse(new RefusedDecision(decision, code, why)))
            return;
        metrics.ModelSwaps.WithLabels("refused").Inc();
        log.LogError(
            "Decision {Number} ({Model} {Version}) refused: {Reason}. The last good one stays in service.",
            decision.DecisionNumber,
            decision.ModelName,
            decision.ModelVersion,
            why
        );
    }

    private void Wait(string why) => waits ??= why;

    private void Report()
    {
        foreach (var labels in metrics.RefusedDecision.GetAllLabelValues())
            metrics.RefusedDecision.RemoveLabelled(labels);
        var refused = candidates.RefusedAbove(
            inService is null ? 0
            : candidates.IsRefused(inService) ? inService.DecisionNumber - 1
            : inService.DecisionNumber
        );
        if (refused is not null)
            metrics.RefusedDecision.WithLabels(Text(refused.Decision.DecisionNumber), refused.Code).Set(1);
        var notices = new List<string>();
        if (refused is not null)
            notices.Add($"decision {refused.Decision.DecisionNumber} ({refused.Decision.ModelVersion}) is refused: {refused.Why}");
        if (waits is not null)
            notices.Add(waits);
        if (inService is not null && !isProved && trail is not null)
            notices.Add($"decision {inService.DecisionNumber} serves unproved until the audit store answers");
        if (waits is not null && waits != reportedWait)
            log.LogWarning("Promotions of a model wait: {Reason}", waits);
        reportedWait = waits;
        slot.Notice = notices.Count == 0 ? null : string.Join("; ", notices);
    }

    private static List<ModelPromoted> Distinct(IEnumerable<ModelPromoted> decisions) =>
        [
            .. decisions
                .DistinctBy(decision => (decision.DecisionNumber, decision.ModelSha256))
                .OrderByDescending(decision => decision.DecisionNumber),
        ];

    private static bool IsSame(ModelPromoted a, ModelPromoted b) =>
        a.DecisionNumber == b.DecisionNumber
        && a.ModelName == b.ModelName
        && a.ModelSha256 == b.ModelSha256
        && a.ModelVersion == b.ModelVersion
        && a.Kind == b.Kind;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
