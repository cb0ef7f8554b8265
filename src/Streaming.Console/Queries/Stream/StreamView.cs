namespace Streaming.Console.Queries.Stream;

/// <summary>The stream as operators see it.</summary>
/// <param name="MeasuredAt">Wall time; null before the first measurement.</param>
/// <param name="Detail">Why it could not be measured the last time; empty when it could.</param>
/// <param name="Partitions">Of the last measurement that succeeded, by number.</param>
/// <param name="Scorers">What each instance reported last, by name.</param>
public sealed record StreamView(
    DateTimeOffset Now,
    DateTimeOffset? MeasuredAt,
    string Detail,
    IReadOnlyList<PartitionLine> Partitions,
    IReadOnlyList<InstanceLine> Scorers
)
{
    public long Waiting => Partitions.Sum(partition => partition.Waiting);

    /// <summary>Records per second of all partitions.</summary>
    public double Rate => Partitions.Sum(partition => partition.Rate);

    /// <summary>The oldest order that waits.</summary>
    public DateTimeOffset? OldestAt => Partitions.Min(partition => partition.OldestAt);

    /// <summary>Until nothing waits, at the rate of now and if nothing came; null when nothing moves.</summary>
    public TimeSpan? ToDrain => PartitionLine.Drain(Waiting, Rate);

    /// <summary>Partitions that stand while others move.</summary>
    public IEnumerable<PartitionLine> Standing => Partitions.Where(StandsBeside);

    /// <summary>Whether records wait in it that nobody has taken for a minute, while another partition moved.</summary>
    public bool StandsBeside(PartitionLine partition) =>
        partition.Stands
        && Partitions.Any(other =>
            other.Partition != partition.Partition
            && other.MovedAt > partition.MovedAt
            && other.MeasuredAt - other.MovedAt < PartitionLine.Patience
        );
}

/// <summary>One partition of the scorers' input.</summary>
public sealed record PartitionLine
{
    /// <summary>A scorer that is restarted takes up its partitions within this.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>A rate below this is none.</summary>
    private const double LeastRate = 0.01;

    public required int Partition { get; init; }

    /// <summary>The offset that is read next.</summary>
    public required long Committed { get; init; }

    /// <summary>Behind the last record.</summary>
    public required long End { get; init; }

    /// <summary>Wall time of the oldest record that waits; null when none does.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Records per second.</summary>
    public double Rate { get; init; }

    /// <summary>The instance that has it; null when nobody has, or the cluster does not say.</summary>
    public PartitionHolder? Owner { get; init; }

    /// <summary>When it was last seen to move, or nothing waited.</summary>
    public required DateTimeOffset MovedAt { get; init; }

    public required DateTimeOffset MeasuredAt { get; init; }

    public long Waiting => Math.Max(0, End - Committed);

    public TimeSpan? ToDrain => Drain(Waiting, Rate);

    /// <summary>Records wait, and nobody has taken one for a minute.</summary>
    public bool Stands => Waiting > 0 && MeasuredAt - MovedAt >= Patience;

    internal static TimeSpan? Drain(long records, double rate) =>
        records == 0 ? TimeSpan.Zero
        : rate < LeastRate ? null
        : TimeSpan.FromSeconds(Math.Min(records / rate, TimeSpan.MaxValue.TotalSeconds / 2));
}

/// <summary>Who has a partition.</summary>
/// <param name="ClientId">The instance's name.</param>
public sealed record PartitionHolder(string ClientId, string Host);

/// <summary>What a scorer instance reported last.</summary>
/// <param name="EndedAt">Wall time of the end of its last window.</param>
public sealed record InstanceLine(string Instance, string ModelName, string ModelSha256, long DecisionNumber, DateTimeOffset EndedAt);
