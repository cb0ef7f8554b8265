using System.Text.Json;
using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Contracts;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;
using Streaming.Models;
using ModelPromoted = Streaming.Contracts.Events.ModelPromoted;

namespace Streaming.Host.Promotions;

/// <summary>Puts a model into service: checks the artifact, stores it, records the decision, tells the topic.</summary>
internal static class Promotion
{
    private static readonly JsonSerializerOptions LineageJson = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// In an order in which a crash between two steps loses nothing: an artifact without a decision is never loaded, a decision that the
    /// topic does not know yet is published by the next relay.
    /// </summary>
    /// <param name="artifact">The file's bytes.</param>
    /// <param name="by">Who decides.</param>
    /// <param name="why">The reason, in words.</param>
    /// <param name="alreadyServingIsFine">Records no second decision when this very artifact serves already.</param>
    /// <returns>The decision; null when the artifact served already.</returns>
    /// <exception cref="Streaming.Models.Artifacts.ArtifactException">The bytes are not an artifact that may serve.</exception>
    /// <exception cref="PromotionRefusedException">A rule of the registry stands against it.</exception>
    /// <exception cref="FailedException">Decided, but the topic could not be told.</exception>
    public static async Task<ModelPromoted?> PromoteAsync(
        AuditStore store,
        ClientConfig client,
        ISchemaRegistry registry,
        ReadOnlyMemory<byte> artifact,
        string by,
        string why,
        bool alreadyServingIsFine,
        CancellationToken cancellation)
    {
        var model = ServingModel.Load(artifact);
        model.LoadHistories(); // scorers refuse an artifact whose histories they cannot read: so it is not put into service
        await store.Artifacts.PutAsync(artifact, cancellation).ConfigureAwait(false);
        var serves = alreadyServingIsFine
            && (await store.Models.ChampionAsync(model.Name, cancellation: cancellation).ConfigureAwait(false))?.Sha256 == model.Sha256;
        var decision = serves ? null : await store.Models.PromoteAsync(Candidate(model), by, why, cancellation: cancellation).ConfigureAwait(false);
        await RelayAsync(store, client, registry, cancellation).ConfigureAwait(false);
        return decision;
    }

    /// <summary>Makes topic model-promotions say what the audit store says; as often as you like.</summary>
    /// <returns>What had to be published.</returns>
    /// <exception cref="FailedException">The topic is not there, or is fed from another store.</exception>
    public static async Task<IReadOnlyList<ModelPromoted>> RelayAsync(
        AuditStore store, ClientConfig client, ISchemaRegistry registry, CancellationToken cancellation)
    {
        var config = client.ForProducer();
        config.EnableIdempotence = true;
        using var producer = new ProducerBuilder<string, ModelPromoted>(config)
            .SetValueSerializer(new AvroSerializer<ModelPromoted>(registry))
            .Build();
        try
        {
            return await new PromotionRelay(store.Models, new PromotionTopic(producer, client, registry)).RelayAsync(cancellation).ConfigureAwait(false);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition)
        {
            throw new FailedException(
                $"topic {Topics.ModelPromotions.Name} is not on {client.BootstrapServers}; run: streaming topics create. Decisions in the audit store are published then", e);
        }
        catch (InvalidOperationException e)
        {
            throw new FailedException(e.Message, e);
        }
    }

    private static ModelCandidate Candidate(ServingModel model) => new()
    {
        Name = model.Name,
        Version = model.Version,
        Sha256 = model.Sha256,
        Lineage = JsonSerializer.Serialize(model.Content.Lineage, LineageJson),
    };
}
