using System.Text;
using Confluent.Kafka;
using Streaming.Models.Policy;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>
/// A Kafka cluster in memory, as far as the scorer uses one: partitions, transactions with their fences, time limits and marks, and one
/// consumer group. Everything runs on one
/// thread, so that a seed repeats a run exactly.
/// </summary>
internal sealed class SimulatedCluster(SimulatedClock clock, Action<string> step)
{
    private readonly Dictionary<TopicPartition, SimulatedLog> logs = [];
    private readonly Dictionary<string, int> partitions = [];
    private readonly Dictionary<string, (int Epoch, SimulatedTransaction? Open)> transactional = [];
    private long appended;

    public SimulatedClock Clock => clock;

    public SimulatedGroup Group { get; private set; } = null!;

    /// <summary>So many appends and decisions there were.</summary>
    public long Now => appended;

    public void Create(string topic, int count)
    {
        partitions.Add(topic, count);
        for (var i = 0; i < count; i++)
            logs.Add(new TopicPartition(topic, i), new SimulatedLog());
    }

    public void OpenGroup(string inputTopic, TimeSpan sessionTimeout) =>
        Group = new SimulatedGroup(clock, inputTopic, partitions[inputTopic], sessionTimeout);

    public IEnumerable<TopicPartition> PartitionsOf(string topic) =>
        Enumerable.Range(0, partitions[topic]).Select(number => new TopicPartition(topic, number));

    public SimulatedLog Log(TopicPartition partition) => logs[partition];

    /// <summary>Every request comes by here: time limits are kept, and faults are put in.</summary>
    public void Step(string request)
    {
        foreach (var (id, (epoch, open)) in transactional.ToList())
        {
            if (open is null || open.Deadline > clock.Elapsed)
                continue;
            Decide(open, isCommitted: false);
            transactional[id] = (epoch + 1, null); // its producer is fenced
        }

        Group.Expire();
        step(request);
    }

    public long StableEnd(TopicPartition partition) =>
        logs[partition]
            .StableEnd(log =>
                transactional
                    .Values.Where(entry => entry.Open is not null && entry.Open.First.ContainsKey(log))
                    .Select(entry => (long?)entry.Open!.First[log])
                    .Min()
            );

    public int Begin(string id)
    {
        var (epoch, open) = transactional.GetValueOrDefault(id);
        if (open is not null)
            Decide(open, isCommitted: false);
        transactional[id] = (epoch + 1, null);
        return epoch + 1;
    }

    public SimulatedTransaction Transaction(string id, int epoch, TimeSpan timeout)
    {
        Check(id, epoch);
        if (transactional[id].Open is { } open)
            return open;
        var begun = new SimulatedTransaction(clock.Elapsed, timeout);
        transactional[id] = (epoch, begun);
        return begun;
    }

    /// <exception cref="KafkaException">Another producer has taken the id, or the cluster its transaction: fatal.</exception>
    public void Check(string id, int epoch)
    {
        if (transactional.GetValueOrDefault(id).Epoch != epoch)
            throw new KafkaException(new Error(ErrorCode.Local_Fenced, "fenced by a newer producer", isFatal: true));
    }

    public void End(string id, int epoch, bool isCommitted)
    {
        Check(id, epoch);
        if (transactional[id].Open is { } open)
            Decide(open, isCommitted);
        transactional[id] = (epoch, null);
    }

    public void Append(string topic, int? partition, Message<byte[], byte[]> message, SimulatedTransaction? transaction)
    {
        var log = logs[new TopicPartition(topic, partition ?? PartitionOf(topic, message.Key))];
        var offset = log.Append(new LogEntry(message, transaction, ++appended));
        transaction?.First.TryAdd(log, offset);
    }

    public int PartitionOf(string topic, byte[]? key) =>
        key is null ? 0 : (int)((uint)Encoding.UTF8.GetString(key).Aggregate(17, (hash, letter) => hash * 31 + letter) % partitions[topic]);

    /// <summary>Whatever is open is given up, as after a time without anybody.</summary>
    public void AbortAll()
    {
        foreach (var (id, (epoch, open)) in transactional.ToList())
        {
            if (open is null)
                continue;
            Decide(open, isCommitted: false);
            transactional[id] = (epoch + 1, null);
        }
    }

    private void Decide(SimulatedTransaction open, bool isCommitted)
    {
        open.State = isCommitted ? TransactionState.Committed : TransactionState.Aborted;
        open.DecidedAt = ++appended;
        foreach (var log in open.First.Keys)
            log.Append(new LogEntry(null, open, appended));
        if (isCommitted)
            Group.Apply(open.Offsets);
    }
}
