using System.Globalization;
using Streaming.Contracts.Events;
using Streaming.Contracts.Rules;

namespace Streaming.Contracts;

/// <summary>What becomes of old records of a topic.</summary>
public enum TopicCleanup
{
    Delete,
    Compact,
}

/// <summary>One row of the topic table.</summary>
/// <param name="Name">The topic's name.</param>
/// <param name="Key">What the record key is.</param>
/// <param name="Schema">File name under <c>schemas/</c> without its ending; null where the bytes are kept as received.</param>
/// <param name="Cleanup">Delete after <paramref name="Retention"/>, or keep the latest record of each key.</param>
/// <param name="Retention">How long records are kept; null for compacted topics.</param>
/// <param name="CarriesPersons">The value names a customer.</param>
/// <param name="Compatibility">
/// What the registry demands of the value's next schema. Inputs: the scorers that run, of whatever age, read what a new writer writes;
/// required fields may be added, optional ones dropped, numbers narrowed. Outputs are read by anybody, at any age. Null without a schema.
/// </param>
/// <param name="Partitions">How many partitions the topic is created with, where nothing else is configured.</param>
/// <param name="LargestRecordBytes">Null where the cluster's own limit is enough.</param>
/// <param name="MostAhead">How far a producer's timestamp may lie ahead of the broker's clock; null where the cluster's own limit is
/// enough.</param>
public sealed record Topic(
    string Name,
    string Key,
    string? Schema,
    TopicCleanup Cleanup,
    TimeSpan? Retention,
    bool CarriesPersons,
    SchemaCompatibility? Compatibility,
    int Partitions,
    int? LargestRecordBytes = null,
    TimeSpan? MostAhead = null
)
{
    /// <summary>
    /// The topic setting for <see cref="MostAhead"/>. Brokers know it since Kafka 3.6; older ones, and newer ones until 4.0 unless they are
    /// told, take any timestamp, and then nothing vouches for an event's time.
    /// </summary>
    public const string MostAheadSetting = "message.timestamp.after.max.ms";

    /// <summary>The subject under which the value's schema is registered; null without a schema.</summary>
    public string? Subject => Schema is null ? null : Name + "-value";

    /// <summary>Cleanup, retention and largest record in the words of Kafka's own topic settings.</summary>
    public Dictionary<string, string> ToSettings()
    {
        var settings = new Dictionary<string, string> { ["cleanup.policy"] = Cleanup == TopicCleanup.Compact ? "compact" : "delete" };
        if (Retention is { } kept)
            settings.Add("retention.ms", ((long)kept.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        if (LargestRecordBytes is { } largest)
            settings.Add("max.message.bytes", largest.ToString(CultureInfo.InvariantCulture));
        if (MostAhead is { } ahead)
            settings.Add(MostAheadSetting, ((long)ahead.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        return settings;
    }
}

/// <summary>The topic table: every topic that this system reads or writes.</summary>
public static class Topics
{
    /// <summary>
    /// A dead letter is the record as received plus the headers that say why: twice what a cluster takes by default, so that no record is
    /// too large to be diverted.
    /// </summary>
    public const int LargestDeadLetterBytes = 2 * 1024 * 1024;

    /// <summary>400 days: reviews wait that long for their delivery, and a proof needs the events of a decision.</summary>
    private static readonly TimeSpan InputRetention = TimeSpan.FromDays(400);

    /// <summary>
    /// What Kafka 4 allows by itself. Events are held against their record's timestamp, so that must not be of the future.
    /// </summary>
    private static readonly TimeSpan InputsAhead = TimeSpan.FromHours(1);

    /// <summary>
    /// A letter says that its record was refused. It must outlive the record, whose segment may live a while longer than the record's own
    /// age.
    /// </summary>
    private static readonly TimeSpan LetterRetention = InputRetention + TimeSpan.FromDays(30);

    /// <summary>Topics keyed by order: room for that many scorers.</summary>
    private const int BusyPartitions = 6;

    /// <summary>Alerts are few, and every partition that a transaction touches makes it longer: with six each, half of the orders were
    /// scored 10 ms later.</summary>
    private const int AlertPartitions = 1;

    public static readonly Topic OrderDelivered = new(
        "order-delivered",
        "order_id",
        "order-delivered",
        TopicCleanup.Delete,
        InputRetention,
        true,
        SchemaCompatibility.ForwardTransitive,
        BusyPartitions,
        MostAhead: InputsAhead
    );
    public static readonly Topic ReviewSubmitted = new(
        "review-submitted",
        "order_id",
        "review-submitted",
        TopicCleanup.Delete,
        InputRetention,
        false,
        SchemaCompatibility.ForwardTransitive,
        BusyPartitions,
        MostAhead: InputsAhead
    );
    public static readonly Topic SatisfactionScored = new(
        "satisfaction-scored",
        "order_id",
        "satisfaction-scored",
        TopicCleanup.Delete,
        InputRetention,
        false,
        SchemaCompatibility.FullTransitive,
        BusyPartitions
    );
    public static readonly Topic AlertsRed = new(
        "satisfaction-alerts-red",
        "order_id",
        "satisfaction-alert",
        TopicCleanup.Delete,
        TimeSpan.FromDays(90),
        true,
        SchemaCompatibility.FullTransitive,
        AlertPartitions
    );
    public static readonly Topic AlertsYellow = new(
        "satisfaction-alerts-yellow",
        "order_id",
        "satisfaction-alert",
        TopicCleanup.Delete,
        TimeSpan.FromDays(90),
        true,
        SchemaCompatibility.FullTransitive,
        AlertPartitions
    );
    public static readonly Topic ScoringWindows = new(
        "scoring-windows",
        "scorer instance",
        "scoring-window",
        TopicCleanup.Delete,
        TimeSpan.FromDays(90),
        false,
        SchemaCompatibility.FullTransitive,
        1
    );
    public static readonly Topic OrderDeliveredDeadLetters = new(
        "order-delivered-dlt",
        "as received",
        null,
        TopicCleanup.Delete,
        LetterRetention,
        true,
        null,
        BusyPartitions,
        LargestDeadLetterBytes
    );
    public static readonly Topic OrderDeliveredRedrives = new(
        "order-delivered-redrives",
        "the dead letters' key",
        "dead-letters-redriven",
        TopicCleanup.Compact,
        null,
        false,
        SchemaCompatibility.FullTransitive,
        BusyPartitions
    );
    public static readonly Topic ModelPromotions = new(
        "model-promotions",
        "decision",
        "model-promoted",
        TopicCleanup.Compact,
        null,
        false,
        SchemaCompatibility.FullTransitive,
        1
    );

    /// <summary>Every anchor has a key of its own, so that compaction keeps them all: one that is gone proves nothing.</summary>
    public static readonly Topic AuditAnchors = new(
        "audit-anchors",
        "store and position",
        "audit-anchored",
        TopicCleanup.Compact,
        null,
        false,
        SchemaCompatibility.FullTransitive,
        1
    );

    public static readonly IReadOnlyList<Topic> All =
    [
        OrderDelivered,
        ReviewSubmitted,
        SatisfactionScored,
        AlertsRed,
        AlertsYellow,
        ScoringWindows,
        OrderDeliveredDeadLetters,
        OrderDeliveredRedrives,
        ModelPromotions,
        AuditAnchors,
    ];
}
