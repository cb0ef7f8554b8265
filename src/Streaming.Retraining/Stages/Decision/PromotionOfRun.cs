using System.Globalization;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Registry;
using Streaming.Audit.Runs;
using Streaming.Models;
using Streaming.Retraining.Runs;
using Streaming.Training.Gates;

namespace Streaming.Retraining.Stages.Decision;

/// <summary>
/// Carries out what stage 07 has decided: registers the candidate and promotes, proposes or rejects it in the model's stream. The registry
/// lets a run speak once, so that
/// being called again after a crash changes nothing.
/// </summary>
public sealed class PromotionOfRun(AuditStore audit, DecisionRelay relay, TimeProvider clock, ILogger<PromotionOfRun> log)
    : IStageConsequence
{
    private const string By = "trainer";

    /// <summary>Tells scorers about decisions.</summary>
    public DecisionRelay Relay => relay;

    public async Task<IReadOnlyList<object>> FollowAsync(
        RunHistory run,
        string stage,
        IReadOnlyDictionary<string, string> outputs,
        string? fromRun,
        CancellationToken cancellation
    )
    {
        if (!outputs.TryGetValue(RunDecision.FileName, out var sha256))
            return [];
        var decision = RunDecision.Read(
            await audit.Artifacts.FindAsync(sha256, cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException($"artifact {sha256} is not in the artifact store")
        );
        if (run.Decision is { } before)
            return [before]; // an attempt before this one has decided and did not come to its end
        if (fromRun is not null)
            return
            [
                new DecisionReached(
                    "kept",
                    decision.Candidate,
                    decision.Version,
                    $"nothing has changed since run {fromRun}, whose decision stands: {decision.Outcome}, {decision.Why}"
                ),
            ];
        return [await DecideAsync(run, decision, cancellation).ConfigureAwait(false)];
    }

    public Task PublishAsync(RunHistory run, CancellationToken cancellation)
    {
        if (run.Decision?.Decision == "promoted")
            relay.Begin();
        return Task.CompletedTask;
    }

    private async Task<DecisionReached> DecideAsync(RunHistory run, RunDecision decision, CancellationToken cancellation)
    {
        var runId = run.RunId;
        if (decision.Candidate.Length == 0)
            return Reached("kept", decision, decision.Why) with { ModelVersion = "" };
        var candidate = new ModelCandidate
        {
            Name = decision.ModelName,
            Version = decision.Version,
            Sha256 = decision.Sha256,
            Lineage = decision.Lineage,
        };
        try
        {
            switch (decision.Outcome)
            {
                case RunDecision.Promote when await ChampionChangedAsync(runId, decision, cancellation).ConfigureAwait(false) is { } now:
                    var why = $"all gates passed, but version {now} was promoted after the comparison";
                    var held = Reached("proposed", decision, why);
                    await audit
                        .Models.ProposeAsync(candidate, By, why, decision.Gates, runId, new RunStep(run, held), cancellation)
                        .ConfigureAwait(false);
                    return held;
                case RunDecision.Promote when await TooSlowAsync(decision, cancellation).ConfigureAwait(false) is { } slow:
                    var late = Reached("proposed", decision, slow);
                    await audit
                        .Models.ProposeAsync(candidate, By, slow, decision.Gates, runId, new RunStep(run, late), cancellation)
                        .ConfigureAwait(false);
                    return late;
                case RunDecision.Promote:
                    var promoted = Reached("promoted", decision, decision.Why);
                    await audit
                        .Models.PromoteAsync(candidate, By, decision.Why, runId, decision.Best, new RunStep(run, promoted), cancellation)
                        .ConfigureAwait(false);
                    return promoted;
                case RunDecision.Propose:
                    var proposed = Reached("proposed", decision, decision.Why);
                    await audit
                        .Models.ProposeAsync(candidate, By, decision.Why, decision.Gates, runId, new RunStep(run, proposed), cancellation)
                        .ConfigureAwait(false);
                    return proposed;
                default:
                    var kept = Reached("kept", decision, decision.Why);
                    if (decision.Gates.FirstOrDefault(gate => gate.Failed) is { } failed)
                        await audit
                            .Models.RejectAsync(candidate, By, decision.Why, failed, runId, new RunStep(run, kept), cancellation)
                            .ConfigureAwait(false);
                    return kept;
            }
        }
        catch (PromotionRefusedException refused)
        {
            log.LogWarning("Run {Run} leaves the champion as it is: {Reason}", runId, refused.Message);
            return Reached("kept", decision, refused.Message);
        }
    }

    /// <summary>
    /// Why a person has to look at how fast it scores; null when it is fast enough. Measured here, at every promotion anew, and in no
    /// artifact: what a busy minute does to it must
    /// not be kept. The fastest of many passes, because a neighbour can only make a pass slower.
    /// </summary>
    private async Task<string?> TooSlowAsync(RunDecision decision, CancellationToken cancellation)
    {
        if (
            decision.LatencyLimitMicroseconds is not { } limit
            || await audit.Artifacts.FindAsync(decision.Sha256, cancellation).ConfigureAwait(false) is not { } artifact
        )
            return null;
        var microseconds = ServingSpeed.MicrosecondsPerOrder(ServingModel.Load(artifact, decision.Sha256), clock);
        return microseconds <= limit
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"all gates passed, but one order takes {microseconds:0} microseconds on one thread of this machine, more than "
                    + $"{limit:0} (Promotion:LatencyLimitMicroseconds)"
            );
    }

    /// <summary>The version that serves now, when it is neither what the candidate was compared with nor this run's own doing; null
    /// otherwise.</summary>
    private async Task<string?> ChampionChangedAsync(string runId, RunDecision decision, CancellationToken cancellation)
    {
        var champion = await audit.Models.ChampionAsync(decision.ModelName, cancellation: cancellation).ConfigureAwait(false);
        var isExpected =
            champion is null || champion.RunId == runId || champion.Sha256 == decision.Sha256 || champion.Sha256 == decision.ComparedWith;
        return isExpected ? null : champion!.Version;
    }

    private static DecisionReached Reached(string outcome, RunDecision decision, string why) =>
        new(outcome, decision.Candidate, decision.Version, why);
}
