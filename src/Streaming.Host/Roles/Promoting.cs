using Confluent.Kafka;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Audit.Promotions;
using Streaming.Contracts;
using Streaming.Contracts.Registry;
using Streaming.Contracts.Wire;
using Streaming.Models;
using PromotionRecord = Streaming.Contracts.Events.ModelPromoted;

namespace Streaming.Host.Roles;

/// <summary>A decision about the serving model, from the audit trail to the topic that scorers follow.</summary>
internal static class Promoting
{
    /// <summary>Keeps the artifact, records registration and promotion, and publishes the record.</summary>
    /// <param name="artifact">Checked here as a scorer would check it: what cannot serve is not promoted.</param>
    /// <exception cref="Models.Artifacts.ArtifactException">The bytes are not an artifact that may serve.</exception>
    /// <exception cref="PromotionRefusedException">It serves already, or another decision was quicker.</exception>
    public static async Task<PromotionRecord> PromoteAsync(
        AuditStore audit, ClientConfig client, ISchemaRegistry registry, byte[] artifact, string by, string why, CancellationToken stop)
    {
        var model = ServingModel.Load(artifact);
        await audit.Artifacts.PutAsync(artifact, stop).ConfigureAwait(false);
        var candidate = new ModelCandidate { Name = model.Name, Version = model.Version, Sha256 = model.Sha256, Lineage = System.Text.Json.JsonSerializer.Serialize(model.Content.Lineage) };
        var record = await audit.Models.PromoteAsync(candidate, by, why, stop).ConfigureAwait(false);
        await RelayAsync(audit, client, registry, stop).ConfigureAwait(false);
        return record;
    }

    /// <summary>Makes the topic say what the audit trail says: at a start, and after every decision.</summary>
    public static async Task RelayAsync(AuditStore audit, ClientConfig client, ISchemaRegistry registry, CancellationToken stop)
    {
        var config = client.ForProducer();
        config.EnableIdempotence = true;
        using var producer = new ProducerBuilder<string, PromotionRecord>(config)
            .SetValueSerializer(new AvroSerializer<PromotionRecord>(registry))
            .Build();
        await new PromotionRelay(audit.Models, PromotionTopic.Over(producer, client, registry)).RelayAsync(stop).ConfigureAwait(false);
    }
}
