namespace Streaming.Console.Projection.Lag;

/// <summary>How far the scorers are in one partition of their input.</summary>
/// <param name="Committed">The offset that is read next.</param>
/// <param name="End">Behind the last record.</param>
/// <param name="OldestAt">Wall time of the oldest record that waits; null when none does.</param>
/// <param name="Owner">Who reads it; null when nobody does, or it is not known.</param>
internal sealed record PartitionLag(int Partition, long Committed, long End, DateTime? OldestAt, PartitionOwner? Owner)
{
    public long Waiting => End - Committed;
}

/// <summary>A member of the scorers' group.</summary>
/// <param name="ClientId">The instance's name.</param>
/// <param name="Host">As the broker sees it.</param>
internal sealed record PartitionOwner(string ClientId, string Host);

/// <summary>What one measurement has shown.</summary>
/// <param name="Partitions">By number.</param>
/// <param name="Detail">Why nothing could be measured; empty when it could.</param>
internal sealed record LagMeasurement(IReadOnlyList<PartitionLag> Partitions, string Detail)
{
    public long Waiting => Partitions.Sum(partition => partition.Waiting);

    public DateTime? OldestAt => Partitions.Min(partition => partition.OldestAt);
}
