using System.Text.Json;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Audit.Registry;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Registry;
using Streaming.Models;

namespace Streaming.Retraining.Promotions;

/// <summary>An artifact that somebody wants to put into service.</summary>
/// <param name="Artifact">The file's bytes.</param>
/// <param name="By">Who decides.</param>
/// <param name="Why">The reason, in words.</param>
public sealed record PromotionRequest(ReadOnlyMemory<byte> Artifact, string By, string Why)
{
    /// <summary>Records no second decision when this very artifact serves already. Default: it does.</summary>
    public bool AlreadyServingIsFine { get; init; }

    /// <summary>Puts it into service although gates failed. Default: not.</summary>
    public bool OverridesGates { get; init; }
}

/// <summary>Decides which model serves: records the decision, publishes it to the scorers, anchors the trail. Safe to use from any
/// thread.</summary>
public sealed class ModelPromotion(AuditStore store, DecisionPublisher publisher, AuditAnchoring anchoring)
{
    private static readonly JsonSerializerOptions LineageJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>One that publishes to this cluster.</summary>
    public ModelPromotion(AuditStore store, ClientConfig client, ISchemaRegistry registry)
        : this(store, new DecisionPublisher(store, client, registry), new AuditAnchoring(store, client, registry)) { }

    /// <summary>
    /// Puts a model into service, in an order in which a crash between two steps loses nothing: an artifact without a decision is never
    /// loaded, and a decision that the topic does not know yet is published by the next relay.
    /// </summary>
    /// <returns>The decision; null when the artifact served already and the topic knows it.</returns>
    /// <exception cref="Streaming.Models.Artifacts.ArtifactException">The bytes are not an artifact that may serve.</exception>
    /// <exception cref="GateOverrideException">Gates failed and the request does not override them, or the other way round.</exception>
    /// <exception cref="PromotionRefusedException">A rule of the registry stands against it.</exception>
    /// <exception cref="PublicationFailedException">Decided, but not published.</exception>
    public async Task<DecisionOutcome?> PromoteAsync(PromotionRequest request, CancellationToken cancellation)
    {
        var model = ServingModel.Load(request.Artifact);
        model.LoadHistories(); // scorers refuse an artifact whose histories they cannot read: so it is not put into service
        var serving = await store.Models.ChampionAsync(model.Name, cancellation: cancellation).ConfigureAwait(false);
        var failed = await GateOverride.FailedAsync(store, model, cancellation).ConfigureAwait(false);
        if (serving?.Sha256 != model.Sha256)
            GateOverride.Require(model.Version, failed, request.OverridesGates);
        await store.Artifacts.PutAsync(request.Artifact, cancellation).ConfigureAwait(false);
        if (request.AlreadyServingIsFine && serving?.Sha256 == model.Sha256)
        {
            await publisher.PublishAsync(cancellation).ConfigureAwait(false);
            return null;
        }

        return await DecideAsync(
                model.Name,
                champion => champion.Sha256 == model.Sha256,
                () =>
                    failed.Count > 0 && request.OverridesGates
                        ? store.Models.PromoteDespiteGatesAsync(Candidate(model), request.By, request.Why, failed, cancellation)
                        : store.Models.PromoteAsync(Candidate(model), request.By, request.Why, cancellation: cancellation),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Stores the artifact and leaves the decision to somebody else.</summary>
    /// <exception cref="Streaming.Models.Artifacts.ArtifactException">The bytes are not an artifact that may serve.</exception>
    /// <exception cref="PromotionRefusedException">Gates failed, it serves, or it waits already.</exception>
    public async Task<ModelHistory> ProposeAsync(PromotionRequest request, CancellationToken cancellation)
    {
        var model = ServingModel.Load(request.Artifact);
        model.LoadHistories();
        var failed = await GateOverride.FailedAsync(store, model, cancellation).ConfigureAwait(false);
        if (failed.Count > 0)
            throw new PromotionRefusedException(
                $"version '{model.Version}' of model '{model.Name}' is not proposed, for gates stand against it: "
                    + $"{GateOverride.Describe(failed)}. Whoever decides may override them, with a reason"
            );
        await store.Artifacts.PutAsync(request.Artifact, cancellation).ConfigureAwait(false);
        return await store
            .Models.ProposeAsync(Candidate(model), request.By, request.Why, [], cancellation: cancellation)
            .ConfigureAwait(false);
    }

    /// <summary>Decides, publishes and anchors. When exactly this was decided before but never published, it is published and nothing is
    /// decided anew.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="isRequested">Whether the latest decision is the one that is asked for.</param>
    /// <param name="decide">Records the decision.</param>
    /// <exception cref="PromotionRefusedException">A rule of the registry stands against it.</exception>
    /// <exception cref="PublicationFailedException">Decided, but not published.</exception>
    public async Task<DecisionOutcome> DecideAsync(
        string model,
        Func<Champion, bool> isRequested,
        Func<Task<ModelPromoted>> decide,
        CancellationToken cancellation
    )
    {
        var champion = await store.Models.ChampionAsync(model, cancellation: cancellation).ConfigureAwait(false);
        if (champion is not null && isRequested(champion))
        {
            var late = await publisher.PublishAsync(cancellation).ConfigureAwait(false);
            if (late.FirstOrDefault(record => record.ModelName == model) is { } missed)
                return new DecisionOutcome(
                    missed,
                    WasRecordedBefore: true,
                    await anchoring.TryAsync("promotion", cancellation).ConfigureAwait(false)
                );
        }

        var decision = await decide().ConfigureAwait(false);
        string? foreign = null;
        try
        {
            await publisher.PublishAsync(cancellation, found => foreign = found).ConfigureAwait(false);
        }
        catch (Exception fault)
            when (fault is KafkaException or RegistryUnavailableException or SchemaRefusedException or PublicationFailedException)
        {
            throw new PublicationFailedException(
                $"decision {decision.DecisionNumber} about model '{model}' is recorded but not published: {Reasons.Of(fault)}. "
                    + $"Give the same command again, or start a role: either publishes it",
                fault
            );
        }

        var unanchored = await anchoring.TryAsync("promotion", cancellation).ConfigureAwait(false);
        return new DecisionOutcome(
            decision,
            WasRecordedBefore: false,
            foreign is null ? unanchored
                : unanchored is null ? foreign
                : $"{foreign}; {unanchored}"
        );
    }

    private static ModelCandidate Candidate(ServingModel model) =>
        new()
        {
            Name = model.Name,
            Version = model.Version,
            Sha256 = model.Sha256,
            Lineage = JsonSerializer.Serialize(model.Content.Lineage, LineageJson),
        };
}
