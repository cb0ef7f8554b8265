using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Streaming.Contracts.Rules;
using Streaming.Contracts.Settings;
using Streaming.Replays.Redrives;
using Streaming.Scorer;
using Streaming.Scorer.ModelSwap;

namespace Streaming.Host.Configuration;

/// <summary>The scorer role.</summary>
public sealed record ScorerOptions : IRelatedSettings
{
    private const string Name = "[A-Za-z0-9._-]{1,100}";
    private const string InstanceName = @"([A-Za-z0-9._-]|\{host\}){1,100}";
    private const string NameRule = "1 to 100 letters, digits, dots, underscores and hyphens";

    /// <summary>Consumer group that shares the deliveries; the same in every instance. Default <c>satisfaction-scorer</c>.</summary>
    [Required, Form(Name, NameRule)]
    public string GroupId { get; init; } = "satisfaction-scorer";

    /// <summary>
    /// Name of this instance, its own in every process and the same after a restart: it becomes the transactional id, which
    /// fences the process's own predecessor. <c>{host}</c> in it stands for this machine's or container's name. Default
    /// <c>scorer-1</c>.
    /// </summary>
    [Required, Form(InstanceName, NameRule + ", and {host} for the name of the machine")]
    public string InstanceId { get; init; } = "scorer-1";

    /// <summary>Records that close a batch, 1 to 10,000. Default 500.</summary>
    [Between(1, 10_000)]
    public int BatchSize { get; init; } = 500;

    /// <summary>
    /// Mebibytes of keys, values and headers, unpacked, that close a batch, 1 to 1,024: large records make small batches. Default 16.
    /// </summary>
    [Between(1, 1_024)]
    public int BatchMegabytes { get; init; } = 16;

    /// <summary>Age that closes a batch, in milliseconds since its first record, 1 to 5,000: the most that a lone alert is held back.
    /// Default 50.</summary>
    [Between(1, 5_000)]
    public int BatchAgeMs { get; init; } = 50;

    /// <summary>Longest that a transaction may stay open, in milliseconds, 1,000 to 10,000: so long do readers wait after a crash. Default
    /// 10,000.</summary>
    [Between(1_000, 10_000)]
    public int TransactionTimeoutMs { get; init; } = 10_000;

    /// <summary>What readers may rely on: exactly_once, or at_least_once, which is sooner visible and may repeat results after a crash.
    /// Default exactly_once.</summary>
    public ProcessingGuarantee Delivery { get; init; }

    /// <summary>Silence after which the group takes this instance for dead, in milliseconds, 6,000 to 300,000; the cluster may ask for
    /// more. Default 6,000.</summary>
    [Between(6_000, 300_000)]
    public int SessionTimeoutMs { get; init; } = 6_000;

    /// <summary>Seconds without a sign of moving from which on a loop counts as hung and /health/live says so, 10 to 3,600. Default 60: so
    /// long does a rebalance wait for it.</summary>
    [Between(10, 3_600)]
    public int HungAfterSeconds { get; init; } = 60;

    /// <summary>Folder for snapshots of the histories, which make a restart fast. Default <c>.data/histories</c>.</summary>
    [Required]
    public string HistoryFolder { get; init; } = ".data/histories";

    /// <summary>Minutes between two snapshots, 1 to 1,440; one more is written at a graceful stop. Default 5.</summary>
    [Between(1, 1_440)]
    public int SnapshotMinutes { get; init; } = 5;

    /// <summary>Folder that keeps model artifacts by their hash, so that a restart needs no database. Default
    /// <c>.data/artifacts</c>.</summary>
    [Required]
    public string ArtifactCache { get; init; } = ".data/artifacts";

    /// <summary>Which model of model-promotions this scorer serves. Default <c>customer-satisfaction</c>.</summary>
    [Required, Form(Name, NameRule)]
    public string ModelName { get; init; } = "customer-satisfaction";

    public IEnumerable<(string Property, string Allowed)> Broken()
    {
        if (InstanceId == Redrive.InstanceName)
            yield return (nameof(InstanceId), $"any name but '{Redrive.InstanceName}', under which dead letters are redriven");
    }

    /// <summary>The same for the scorer, which knows nothing of configuration.</summary>
    public ScorerSettings ToScorerSettings(ClientConfig client, OrderRules? rules = null) =>
        new()
        {
            OrderRules = rules ?? OrderRules.None,
            Client = client,
            GroupId = GroupId,
            Instance = InstanceId.Replace("{host}", Environment.MachineName, StringComparison.Ordinal),
            ModelName = ModelName,
            BatchSize = BatchSize,
            BatchBytes = BatchMegabytes * 1024L * 1024,
            BatchAge = TimeSpan.FromMilliseconds(BatchAgeMs),
            TransactionTimeout = TimeSpan.FromMilliseconds(TransactionTimeoutMs),
            SessionTimeout = TimeSpan.FromMilliseconds(SessionTimeoutMs),
            Guarantee = Delivery,
            HistoryFolder = HistoryFolder,
            SnapshotInterval = TimeSpan.FromMinutes(SnapshotMinutes),
        };
}
