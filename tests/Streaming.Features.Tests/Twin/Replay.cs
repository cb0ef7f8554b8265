using Streaming.Contracts.Events;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;

namespace Streaming.Features.Tests.Twin;

/// <summary>How a replay reads its logs; no setting may change a bit of a vector.</summary>
internal sealed record ReplayOptions
{
    /// <summary>Decides which partition is read next.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Longest run from one partition.</summary>
    public int LongestRun { get; init; } = 40;

    /// <summary>How often the process restarts from a snapshot and reads some records again.</summary>
    public double RestartShare { get; init; }
}

/// <summary>A scorer as far as features go: follows all partitions in some interleaving and builds a delivery once it may.</summary>
internal sealed class Replay
{
    private readonly Dictionary<(InputLog, int), List<LogRecord>> partitions;
    private readonly Random random;
    private readonly ReplayOptions options;
    private readonly List<LogRecord> waiting = [];

    private Replay(IEnumerable<LogRecord> log, ReplayOptions options, HistoryTable? startFrom)
    {
        partitions = log.GroupBy(record => (record.Position.Log, record.Position.Partition))
            .ToDictionary(group => group.Key, group => group.ToList());
        this.options = options;
        random = new Random(options.Seed);
        Table = startFrom ?? new HistoryTable();
    }

    public HistoryTable Table { get; private set; }

    public Dictionary<LogPosition, (float[] Values, string?[] Categories)> Vectors { get; } = [];

    public HashSet<LogPosition> Accepted { get; } = [];

    public static Replay Run(IEnumerable<LogRecord> log, ReplayOptions? options = null, HistoryTable? startFrom = null)
    {
        var replay = new Replay(log, options ?? new ReplayOptions(), startFrom);
        replay.Run();
        return replay;
    }

    public static HistoryTable Reload(HistoryTable table, bool withPositions)
    {
        using var stream = new MemoryStream();
        table.Save(stream, withPositions);
        stream.Position = 0;
        return HistoryTable.Load(stream);
    }

    private void Run()
    {
        var next = partitions.Keys.ToDictionary(key => key, _ => 0);
        while (next.Any(entry => entry.Value < partitions[entry.Key].Count))
        {
            var open = next.Where(entry => entry.Value < partitions[entry.Key].Count).Select(entry => entry.Key).ToList();
            // Mostly from the partition that is furthest behind, as a scorer that waits for all of them would come to do.
            var key =
                random.Next(4) == 0
                    ? open[random.Next(open.Count)]
                    : open.MinBy(candidate => partitions[candidate][next[candidate]].RecordedAt);
            for (var run = random.Next(1, options.LongestRun); run > 0 && next[key] < partitions[key].Count; run--)
                Observe(partitions[key][next[key]++]);
            BuildReady(key => next[key] == partitions[key].Count);
            if (random.NextDouble() < options.RestartShare)
                Restart(next);
        }

        BuildReady(_ => true);
    }

    private void Observe(LogRecord record)
    {
        record.ObserveBy(Table);
        if (
            record.Delivery is not null
            && !Vectors.ContainsKey(record.Position)
            && !waiting.Exists(other => other.Position == record.Position)
        )
            waiting.Add(record);
    }

    private void BuildReady(Func<(InputLog, int), bool> isAtEnd)
    {
        var behind = partitions.Keys.Where(key => !isAtEnd(key)).ToList();
        waiting.RemoveAll(record =>
        {
            var moment = FeatureTime.MustHavePassed(FeatureTime.ReadsAt(record.Delivery!));
            if (!behind.TrueForAll(key => Table.HasPassed(key.Item1, key.Item2, moment)))
                return false;
            if (Table.IsAccepted(record.Delivery!, record.Position))
                Accepted.Add(record.Position);
            Vectors.Add(record.Position, Build(record.Delivery!));
            return true;
        });
    }

    private (float[], string?[]) Build(OrderDelivered order)
    {
        var row = new FeatureRow();
        FeatureBuilder.Build(order, Table, row);
        return (row.Values, row.Categories);
    }

    private void Restart(Dictionary<(InputLog, int), int> next)
    {
        Table = Reload(Table, withPositions: true);
        foreach (var key in partitions.Keys)
            next[key] = Math.Max(0, next[key] - random.Next(5));
    }
}
