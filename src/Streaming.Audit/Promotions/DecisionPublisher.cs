using Confluent.Kafka;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;

namespace Streaming.Audit.Promotions;

/// <summary>Recorded decisions could not be published; the message says what to do.</summary>
public sealed class PublicationFailedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Publishes recorded decisions about models to the scorers. Safe to use from any thread, and by several processes at
/// once.</summary>
public sealed class DecisionPublisher(AuditStore store, ClientConfig client, ISchemaRegistry registry)
{
    /// <summary>Makes topic <c>model-promotions</c> say what the audit store says; safe to repeat.</summary>
    /// <param name="cancellation">Leaves the rest to the next call.</param>
    /// <param name="reportForeign">Receives, in words, what the topic holds that nobody decided; null where nobody reads it.</param>
    /// <returns>What had to be published.</returns>
    /// <exception cref="PublicationFailedException">The topic is not there, or others write to it all the time.</exception>
    /// <exception cref="KafkaException">The cluster cannot be reached or refuses the record.</exception>
    public async Task<IReadOnlyList<ModelPromoted>> PublishAsync(CancellationToken cancellation, Action<string>? reportForeign = null)
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
                reportForeign?.Invoke(Describe(relay.Foreign));
            if (relay.Unusable.Count > 0)
                reportForeign?.Invoke(
                    $"{relay.Unusable.Count} records are no promotions and are passed over; the first: {relay.Unusable[0]}"
                );
            return published;
        }
        catch (KafkaException e)
            when (e.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition)
        {
            throw new PublicationFailedException(
                $"topic {Topics.ModelPromotions.Name} is not on {client.BootstrapServers}; run: streaming topics create. "
                    + $"Decisions in the audit store are published then",
                e
            );
        }
        catch (InvalidOperationException e)
        {
            throw new PublicationFailedException(e.Message, e);
        }
    }

    private static string Describe(IReadOnlyList<ModelPromoted> foreign) =>
        $"topic {Topics.ModelPromotions.Name} holds {string.Join(", ", foreign.Select(Describe))}, "
        + "which the audit store does not know: forged, damaged, or of another store. Scorers refuse it";

    private static string Describe(ModelPromoted record) =>
        $"decision {record.DecisionNumber} of model '{record.ModelName}' (artifact {record.ModelSha256})";
}
