using System.Text.Json;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Audit.Registry;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Models;
using Streaming.Models.Policy;

namespace Streaming.Host.Promotions;

/// <summary>Decides which model serves and tells the scorers: records the decision, publishes it, anchors the trail.</summary>
internal static class Promotion
{
    private static readonly JsonSerializerOptions LineageJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Puts a model into service, in an order in which a crash between two steps loses nothing: an artifact without a decision is never
    /// loaded, a decision
    /// that the topic does not know yet is published by the next relay.
    /// </summary>
    /// <param name="artifact">The file's bytes.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="why">The reason, in words.</param>
    /// <param name="alreadyServingIsFine">Records no second decision when this very artifact serves already.</param>
    /// <param name="overrideGates">Puts it into service although gates failed.</param>
    /// <returns>The decision; null when the artifact served already and everybody knew.</returns>
    /// <exception cref="Streaming.Models.Artifacts.ArtifactException">The bytes are not an artifact that may serve.</exception>
    /// <exception cref="BadInputException">Gates stand against it and nobody overrides them, or the other way round.</exception>
    /// <exception cref="PromotionRefusedException">A rule of the registry stands against it.</exception>
    /// <exception cref="FailedException">Decided, but the topic could not be told.</exception>
    public static async Task<DecisionOutcome?> PromoteAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        ReadOnlyMemory<byte> artifact,
        string by,
        string why,
        bool alreadyServingIsFine,
        bool overrideGates,
        CancellationToken cancellation
    )
    {
        var model = ServingModel.Load(artifact);
        model.LoadHistories(); // scorers refuse an artifact whose histories they cannot read: so it is not put into service
        var serving = await store.Models.ChampionAsync(model.Name, cancellation: cancellation).ConfigureAwait(false);
        var failed = await GateOverride.FailedAsync(store, model, cancellation).ConfigureAwait(false);
        if (serving?.Sha256 != model.Sha256)
            GateOverride.Require(model.Version, failed, overrideGates);
        await store.Artifacts.PutAsync(artifact, cancellation).ConfigureAwait(false);
        if (alreadyServingIsFine && serving?.Sha256 == model.Sha256)
        {
            await RelayAsync(store, client, registry, cancellation).ConfigureAwait(false);
            return null;
        }

        return await DecideAsync(
                store,
                client,
                registry,
                model.Name,
                champion => champion.Sha256 == model.Sha256,
                () =>
                    failed.Count > 0 && overrideGates
                        ? store.Models.PromoteDespiteGatesAsync(Candidate(model), by, why, failed, cancellation)
                        : store.Models.PromoteAsync(Candidate(model), by, why, cancellation: cancellation),
                cancellation
            )
            .ConfigureAwait(false);
    }

    /// <summary>Decides, publishes and anchors. When exactly this was decided before but never published, it is published and nothing is
    /// decided anew.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="isAsked">Whether the latest decision is the one that is asked for.</param>
    /// <param name="decide">Records the decision.</param>
    /// <exception cref="PromotionRefusedException">A rule of the registry stands against it.</exception>
    /// <exception cref="FailedException">Decided, but the topic could not be told.</exception>
    public static async Task<DecisionOutcome> DecideAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        string model,
        Func<Champion, bool> isAsked,
        Func<Task<ModelPromoted>> decide,
        CancellationToken cancellation
    )
    {
        var champion = await store.Models.ChampionAsync(model, cancellation: cancellation).ConfigureAwait(false);
        if (champion is not null && isAsked(champion))
        {
            var late = await RelayAsync(store, client, registry, cancellation).ConfigureAwait(false);
            if (late.FirstOrDefault(record => record.ModelName == model) is { } missed)
                return new DecisionOutcome(
                    missed,
                    WasRecordedBefore: true,
                    await Anchoring.TryAsync(store, client, registry, "promotion", cancellation).ConfigureAwait(false)
                );
        }

        var decision = await decide().ConfigureAwait(false);
        string? foreign = null;
        try
        {
            await RelayAsync(store, client, registry, cancellation, found => foreign = found).ConfigureAwait(false);
        }
        catch (Exception trouble)
            when (trouble is KafkaException or RegistryUnavailableException or SchemaRefusedException or FailedException)
        {
            throw new FailedException(
                $"decision {decision.DecisionNumber} about model '{model}' is recorded but not published: {Reasons.Of(trouble)}. "
                    + $"Give the same command again, or start a role: either publishes it",
                trouble
            );
        }

        var unanchored = await Anchoring.TryAsync(store, client, registry, "promotion", cancellation).ConfigureAwait(false);
        return new DecisionOutcome(
            decision,
            WasRecordedBefore: false,
            foreign is null ? unanchored
                : unanchored is null ? foreign
                : $"{foreign}; {unanchored}"
        );
    }

    /// <summary>Makes topic model-promotions say what the audit store says; as often as you like.</summary>
    /// <param name="store">Says what was decided.</param>
    /// <param name="client">The cluster.</param>
    /// <param name="registry">Schemas.</param>
    /// <param name="cancellation">Leaves the rest to the next one.</param>
    /// <param name="tellForeign">Receives, in words, what the topic holds that nobody decided; null where nobody reads it.</param>
    /// <returns>What had to be published.</returns>
    /// <exception cref="FailedException">The topic is not there.</exception>
    public static async Task<IReadOnlyList<ModelPromoted>> RelayAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        CancellationToken cancellation,
        Action<string>? tellForeign = null
    )
    {
        var config = client.ForProducer();
        config.EnableIdempotence = true;
        using var producer = new ProducerBuilder<string, ModelPromoted>(config)
            .SetValueSerializer(new AvroSerializer<ModelPromoted>(registry))
            .Build();
        try
        {
            var relay = new PromotionRelay(store.Models, new PromotionTopic(producer, client, registry));
            var published = await relay.RelayAsync(cancellation).ConfigureAwait(false);
            if (relay.Foreign.Count > 0)
                tellForeign?.Invoke(Describe(relay.Foreign));
            if (relay.Unusable.Count > 0)
                tellForeign?.Invoke(
                    $"{relay.Unusable.Count} records are no promotions and are passed over; the first: {relay.Unusable[0]}"
                );
            return published;
        }
        catch (KafkaException e)
            when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition)
        {
            throw new FailedException(
                $"topic {Topics.ModelPromotions.Name} is not on {client.BootstrapServers}; run: streaming topics create. "
                    + $"Decisions in the audit store are published then",
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new FailedException(e.Message, e);
        }
    }

    private static string Describe(IReadOnlyList<ModelPromoted> foreign) =>
        $"topic {Topics.ModelPromotions.Name} holds {string.Join(", ", foreign.Select(Described))}, "
        + "which the audit store does not know: forged, damaged, or of another store. Scorers refuse it";

    private static string Described(ModelPromoted record) =>
        $"decision {record.DecisionNumber} of model '{record.ModelName}' (artifact {record.ModelSha256})";

    private static ModelCandidate Candidate(ServingModel model) =>
        new()
        {
            Name = model.Name,
            Version = model.Version,
            Sha256 = model.Sha256,
            Lineage = JsonSerializer.Serialize(model.Content.Lineage, LineageJson),
        };
}
