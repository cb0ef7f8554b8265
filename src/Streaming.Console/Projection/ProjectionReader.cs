using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Kafka.Logs;

namespace Streaming.Console.Projection;

/// <summary>
/// Reads all partitions of the output topics from given positions, committed records only, without a group: the positions are the
/// database's. For one thread.
/// </summary>
internal sealed class ProjectionReader : IDisposable
{
    private readonly ProjectorSettings settings;
    private readonly BatchReader<ProjectedRecord> reader;

    /// <param name="settings">Cluster and batch sizes.</param>
    /// <param name="positions">The offset to read next of each partition that was read from before; others are read from their
    /// beginning.</param>
    /// <exception cref="KafkaException">A topic is missing or the broker does not answer.</exception>
    public ProjectionReader(
        ProjectorSettings settings,
        RecordDecoder decoder,
        IReadOnlyDictionary<(string Topic, int Partition), long> positions,
        TimeProvider clock,
        ILogger log
    )
    {
        this.settings = settings;
        var options = new TopicReaderOptions
        {
            Client = settings.Client,
            Name = "console-projector",
            Complain = error => log.LogDebug("Projector: {Reason}", error.Reason),
            OnCut = cut =>
                log.LogWarning(
                    "Projector: {Partition} was cut at {First} before it was read; the records from {Wanted} on are not in the read models",
                    cut.Partition,
                    cut.First,
                    cut.Wanted
                ),
        };
        reader = new BatchReader<ProjectedRecord>(
            options,
            [.. RecordDecoder.Topics.Select(topic => topic.Name)],
            decoder.Decode,
            positions,
            clock
        );
    }

    /// <summary>Whether everything that was there to read has been read.</summary>
    public bool IsAtEnd => reader.IsAtEnd;

    /// <summary>Waits for records and gives those of the next batch; an empty one when there are none yet.</summary>
    /// <exception cref="KafkaException">The broker does not answer or a partition cannot be read.</exception>
    /// <exception cref="Kafka.Registry.RegistryUnavailableException">The schema registry could not be asked.</exception>
    public ProjectionBatch Read(CancellationToken stop)
    {
        var batch = reader.Read(settings.BatchSize, settings.BatchAge, stop);
        return new ProjectionBatch(batch.Records, batch.Next);
    }

    public void Dispose() => reader.Dispose();
}
