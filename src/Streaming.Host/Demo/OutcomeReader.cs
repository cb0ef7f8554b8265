using System.Text;
using Confluent.Kafka;
using Streaming.Console.Projection;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Kafka.Logs;
using Streaming.Kafka.Registry;
using Streaming.Kafka.Wire;
using Streaming.Marketplace.Synthetic;
using Streaming.Scorer;

namespace Streaming.Host.Demo;

/// <summary>
/// Reads everything back that a demo run puts on the topics, alongside the run and with committed records only, and keeps by id which
/// orders were delivered, scored, dead-lettered, alerted on. It is one of the readers that pace the producers.
/// </summary>
internal sealed class OutcomeReader : IDisposable
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private const int LatencySamples = 2_048;
    private const int RedsShown = 5;

    private readonly ScorerSettings settings;
    private readonly TimeProvider time;
    private readonly TopicReader reader;
    private readonly AvroDeserializer<OrderDelivered> deliveries;
    private readonly AvroDeserializer<SatisfactionScored> scores;
    private readonly AvroDeserializer<SatisfactionAlert> alerts;
    private readonly AvroDeserializer<ScoringWindow> windows;
    private readonly HashSet<string> delivered = [];
    private readonly Dictionary<string, DateTime> deliveredAt = [];
    private readonly Dictionary<string, ScoredSeen> scored = [];
    private readonly HashSet<string> deadLettered = [];
    private readonly Dictionary<string, string> alerted = [];
    private readonly HashSet<string> alertIds = [];
    private readonly Queue<SatisfactionAlert> recentReds = new();
    private readonly long[] tierCounts = new long[3];
    private int repeatedAlerts;
    private long inWindows;
    private LocalTime? streamTime;
    private readonly Queue<double> latencies = new();
    private readonly Lock gate = new();

    public OutcomeReader(ScorerSettings settings, ISchemaRegistry registry, TimeProvider time)
    {
        this.settings = settings;
        this.time = time;
        deliveries = new AvroDeserializer<OrderDelivered>(registry);
        scores = new AvroDeserializer<SatisfactionScored>(registry);
        alerts = new AvroDeserializer<SatisfactionAlert>(registry);
        windows = new AvroDeserializer<ScoringWindow>(registry);
        reader = new TopicReader(
            new TopicReaderOptions
            {
                Client = settings.Client,
                Name = $"{settings.GroupId}-accountant",
                Clients = settings.Clients,
                OnCut = LogCut.Refuse,
                Tune = config => config.FetchWaitMaxMs = 20,
            }
        );
    }

    /// <summary>Deliveries whose outcome has been read back.</summary>
    public long OutcomesRead
    {
        get
        {
            lock (gate)
                return scored.Count + deadLettered.Count;
        }
    }

    /// <summary>Everything that was read so far; to be asked when the reading has ended.</summary>
    public ReadOutcomes Outcomes()
    {
        lock (gate)
            return new ReadOutcomes(scored, deadLettered, alerted, repeatedAlerts, inWindows);
    }

    /// <summary>A consistent picture for the live view.</summary>
    public OutcomeCounts Counts()
    {
        lock (gate)
        {
            var sorted = latencies.Order().ToArray();
            return new OutcomeCounts
            {
                Delivered = delivered.Count,
                Scored = scored.Count,
                DeadLettered = deadLettered.Count,
                Green = tierCounts[0],
                Yellow = tierCounts[1],
                Red = tierCounts[2],
                RecentReds = [.. recentReds],
                StreamTime = streamTime,
                MedianLatencyMs = Quantile(sorted, 0.50),
                P99LatencyMs = Quantile(sorted, 0.99),
            };
        }
    }

    /// <summary>Reads until <paramref name="stop"/>.</summary>
    public void Run(CancellationToken stop)
    {
        Topic[] topics =
        [
            Topics.OrderDelivered,
            Topics.SatisfactionScored,
            Topics.OrderDeliveredDeadLetters,
            Topics.AlertsRed,
            Topics.AlertsYellow,
            Topics.ScoringWindows,
        ];
        reader.Add(
            topics
                .SelectMany(topic => reader.PartitionsOf(settings.NameOf(topic)))
                .Select(partition => new TopicPartitionOffset(partition, Offset.Beginning))
        );

        while (!stop.IsCancellationRequested)
            if (reader.Poll(PollWait) is { IsPartitionEOF: false } record)
                lock (gate)
                    Enter(record);
    }

    public void Dispose() => reader.Dispose();

    private void Enter(ConsumeResult<byte[], byte[]> record)
    {
        var value = record.Message.Value;
        var context = new SerializationContext(MessageComponentType.Value, record.Topic);
        var topic = record.Topic[settings.TopicPrefix.Length..];
        if (topic == Topics.OrderDelivered.Name)
            EnterDelivery(record);
        else if (topic == Topics.SatisfactionScored.Name)
            EnterScore(scores.Deserialize(value, false, context));
        else if (topic == Topics.OrderDeliveredDeadLetters.Name)
            deadLettered.Add(KeyOf(record));
        else if (topic == Topics.ScoringWindows.Name)
            inWindows += windows.Deserialize(value, false, context).Scored;
        else
            EnterAlert(alerts.Deserialize(value, false, context));
    }

    private void EnterDelivery(ConsumeResult<byte[], byte[]> record)
    {
        var key = KeyOf(record);
        if (delivered.Add(key) && RecordTime.InstantOf(record.Message.Timestamp) is { } at)
            deliveredAt[key] = at;
    }

    private void EnterScore(SatisfactionScored score)
    {
        scored[score.OrderId] = new ScoredSeen(
            score.Probability,
            [.. score.FeatureVector],
            score.Tier,
            scored.TryGetValue(score.OrderId, out var before) ? before.Times + 1 : 1
        );
        tierCounts[
            score.Tier switch
            {
                "GREEN" => 0,
                "YELLOW" => 1,
                _ => 2,
            }
        ]++;
        streamTime = score.RecordedAt;
        if (!deliveredAt.TryGetValue(score.OrderId, out var sent))
            return;
        latencies.Enqueue((time.GetUtcNow().UtcDateTime - sent).TotalMilliseconds);
        if (latencies.Count > LatencySamples)
            latencies.Dequeue();
    }

    private void EnterAlert(SatisfactionAlert alert)
    {
        if (!alertIds.Add(alert.EventId))
            repeatedAlerts++;
        alerted[alert.OrderId] = alert.Tier;
        if (alert.Tier != "RED")
            return;
        recentReds.Enqueue(alert);
        if (recentReds.Count > RedsShown)
            recentReds.Dequeue();
    }

    private static string KeyOf(ConsumeResult<byte[], byte[]> record) =>
        record.Message.Key is { } key ? Encoding.UTF8.GetString(key) : record.TopicPartitionOffset.ToString();

    private static double? Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? null : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
}
