using System.Security.Cryptography;
using System.Text;
using Confluent.Kafka;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Kafka.Registry;
using Streaming.Marketplace.Synthetic;
using Streaming.Replays.OfflineScoring;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Ingestion;
using Streaming.Scorer;

namespace Streaming.Host.Ingestion;

/// <summary>What the input topics hold, and the feature vectors that the live scorer has published of the current feature
/// version.</summary>
internal sealed class TopicSource(ScorerSettings settings, ISchemaRegistry registry) : IIngestionSource
{
    private readonly Lazy<LogExtent> extent = new(
        () => Answered(settings, () => LogExtent.Of(settings)),
        LazyThreadSafetyMode.PublicationOnly
    ); // an outage is not remembered

    public string Name => $"topics:{settings.Client.BootstrapServers}";

    public IReadOnlyDictionary<string, string> Fingerprint =>
        new Dictionary<string, string>(extent.Value.Positions)
        {
            ["source"] = "topics",
            ["cluster"] = extent.Value.Cluster,
            ["feature_version"] = FeatureSchema.Version,
        };

    public IngestedHistory Read(IProgress<StageProgress> progress, CancellationToken cancellation) =>
        Answered(
            settings,
            () =>
            {
                var log = new TopicLog(settings, registry);
                var read = new RecordsRead(progress);
                var events = log.Read(read, cancellation, extent.Value)
                    .Select(logged => logged.Event)
                    .Order(Comparer<MarketEvent>.Create(MarketEvent.Compare)) // stable: versions of one event keep the order of their log
                    .ToList();
                progress.Report(new StageProgress("reading served vectors", 0.6, events.Count));
                return new IngestedHistory
                {
                    Events = events,
                    DataHash = Hash(),
                    Served = Served(cancellation),
                    DeadLettered = log.Rejected,
                };
            }
        );

    /// <summary>Of one order event the last decision: a redrive may have replaced an earlier one.</summary>
    private List<ServedVector> Served(CancellationToken cancellation)
    {
        var served = new SortedDictionary<(string OrderId, string EventId), ServedVector>(
            Comparer<(string OrderId, string EventId)>.Create(
                (a, b) =>
                    string.CompareOrdinal(a.OrderId, b.OrderId) is var byOrder and not 0
                        ? byOrder
                        : string.CompareOrdinal(a.EventId, b.EventId)
            )
        );
        foreach (var decision in new DecisionLog(settings, registry).Read(extent.Value, cancellation))
        {
            if (decision.FeatureVersion != FeatureSchema.Version || decision.FeatureVector.Count != FeatureSchema.All.Count)
                continue;
            served[(decision.OrderId, decision.OrderEventId)] = new ServedVector(
                decision.OrderEventId,
                decision.OrderId,
                decision.Version,
                decision.AnsweredBeforeDelivery,
                decision.ModelSha256,
                [.. decision.FeatureVector]
            );
        }

        return [.. served.Values];
    }

    private string Hash() =>
        Convert.ToHexStringLower(
            SHA256.HashData(
                Encoding.UTF8.GetBytes(
                    string.Join(
                        '\n',
                        Fingerprint.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}={part.Value}")
                    )
                )
            )
        );

    private static T Answered<T>(ScorerSettings settings, Func<T> ask)
    {
        try
        {
            return ask();
        }
        catch (KafkaException trouble)
        {
            throw new StageException(
                trouble.Error.Reason,
                $"topics at {settings.Client.BootstrapServers}",
                "Start the brokers and create the input topics (`streaming topics create`), then start a new run.",
                trouble
            );
        }
        catch (RegistryUnavailableException away)
        {
            throw new StageException(away.Message, "schema registry", "Start the schema registry, then start a new run.", away);
        }
    }

    private sealed class RecordsRead(IProgress<StageProgress> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new StageProgress("reading the topics", 0.3, value));
    }
}
