using System.Collections;
using System.Text;
using Streaming.Contracts;
using Streaming.Features.Histories;
using Streaming.Marketplace.Synthetic;
using Streaming.Models;
using Streaming.Models.Policy;
using Streaming.Replays.OfflineScoring;

namespace Streaming.Host.Scoring;

/// <summary>
/// Scores in the order of their files, however many there are: what does not fit into one run is sorted run by run on disk and merged
/// when it is read. May be read several times; one thread.
/// </summary>
internal sealed class SortedScores : IEnumerable<OfflineScore>, IDisposable
{
    /// <summary>Some 35 MB with their vectors.</summary>
    public const int UsualRun = 50_000;

    private readonly List<FileStream> runs = [];
    private readonly List<OfflineScore> last = [];
    private readonly bool hasVectors;

    /// <param name="scores">Read once.</param>
    /// <param name="hasVectors">Whether the vectors are wanted too; they are most of a score.</param>
    /// <param name="run">So many are in memory at most, 1 or more.</param>
    /// <exception cref="IOException">The disk is full.</exception>
    public SortedScores(IEnumerable<OfflineScore> scores, bool hasVectors, int run = UsualRun)
    {
        this.hasVectors = hasVectors;
        try
        {
            foreach (var score in scores)
            {
                if (last.Count == run)
                    Spill();
                last.Add(hasVectors ? score : score with { Vector = [] });
                Count++;
            }
        }
        catch
        {
            Dispose();
            throw;
        }

        last.Sort(ScoreFiles.Order);
    }

    public long Count { get; }

    public IEnumerator<OfflineScore> GetEnumerator()
    {
        var heads = new PriorityQueue<IEnumerator<OfflineScore>, (OfflineScore Score, int Run)>(
            Comparer<(OfflineScore Score, int Run)>.Create(
                (a, b) => ScoreFiles.Order(a.Score, b.Score) is var byScore and not 0 ? byScore : a.Run.CompareTo(b.Run)
            )
        );
        for (var run = 0; run <= runs.Count; run++)
            Enqueue(run < runs.Count ? Read(runs[run]).GetEnumerator() : last.GetEnumerator(), run);
        while (heads.TryDequeue(out var head, out var rank))
        {
            yield return rank.Score;
            Enqueue(head, rank.Run);
        }

        void Enqueue(IEnumerator<OfflineScore> head, int run)
        {
            if (head.MoveNext())
                heads.Enqueue(head, (head.Current, run));
            else
                head.Dispose();
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Removes what is on disk.</summary>
    public void Dispose()
    {
        foreach (var run in runs)
            run.Dispose();
        runs.Clear();
    }

    private void Spill()
    {
        last.Sort(ScoreFiles.Order);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose,
            BufferSize = 64 * 1024,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var stream = new FileStream(Path.Combine(Path.GetTempPath(), $"streaming-scores-{Guid.NewGuid():N}"), options);
        runs.Add(stream);
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        foreach (var score in last)
            Write(score, writer);
        last.Clear();
    }

    private static void Write(OfflineScore score, BinaryWriter into)
    {
        into.Write(score.OrderId);
        into.Write(score.DeliveredAt.Milliseconds);
        into.Write(score.Probability);
        into.Write((int)score.Tier);
        into.Write(score.AnsweredBeforeDelivery);
        into.Write((int)score.Input.Log);
        into.Write(score.Input.Partition);
        into.Write(score.Input.Offset);
        into.Write(score.Vector.Length);
        foreach (var value in score.Vector)
            into.Write(value);
    }

    private static IEnumerable<OfflineScore> Read(FileStream run)
    {
        var at = 0L;
        while (at < run.Length)
        {
            run.Position = at;
            // Some at a time: the runs are read in turns, and twice, over one handle each.
            using var reader = new BinaryReader(run, Encoding.UTF8, leaveOpen: true);
            var some = new List<OfflineScore>();
            while (run.Position < run.Length && some.Count < 1_000)
                some.Add(ReadOne(reader));
            at = run.Position;
            foreach (var score in some)
                yield return score;
        }
    }

    private static OfflineScore ReadOne(BinaryReader from)
    {
        var (id, delivered, probability, tier, answered) = (
            from.ReadString(),
            new LocalTime(from.ReadInt64()),
            from.ReadDouble(),
            (Tier)from.ReadInt32(),
            from.ReadBoolean()
        );
        var input = new LogPosition((InputLog)from.ReadInt32(), from.ReadInt32(), from.ReadInt64());
        var vector = new float[from.ReadInt32()];
        for (var i = 0; i < vector.Length; i++)
            vector[i] = from.ReadSingle();
        return new OfflineScore
        {
            OrderId = id,
            DeliveredAt = delivered,
            Probability = probability,
            Tier = tier,
            AnsweredBeforeDelivery = answered,
            Vector = vector,
            Input = input,
        };
    }
}
