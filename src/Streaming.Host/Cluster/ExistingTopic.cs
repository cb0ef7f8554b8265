using Streaming.Contracts;

namespace Streaming.Host.Cluster;

/// <summary>One row of the topic table beside what the cluster has.</summary>
/// <param name="Partitions">Null when the topic is not there.</param>
/// <param name="Differences">Settings that are not as the table says; null when the broker could not be asked.</param>
/// <param name="IsHidden">This user may not see it: it may be there or not.</param>
public sealed record ExistingTopic(Topic Topic, int? Partitions, IReadOnlyList<string>? Differences, bool IsHidden = false);
