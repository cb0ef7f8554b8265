using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Models;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Transactions;
using Streaming.Testing.Registry;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>Plays one schedule and lets the cluster come to rest.</summary>
internal sealed class Simulation
{
    public const string Prefix = "sim.";

    private const int MostTurns = 2_000;

    private static readonly ServingModel[] Artifacts = [TestModel.Load(), TestModel.Load(bias: -3)];

    private readonly Schedule schedule;
    private readonly Func<SimulatedCluster, ScoringSeams> seams;
    private readonly Random random;
    private readonly List<ArmedFault> armed = [];
    private readonly HashSet<Happening> due = [];
    private readonly SimulatedHost?[] hosts;
    private long decision = 1;
    private bool isQuiet;

    public Simulation(Schedule schedule, ScorerMetrics metrics, Func<SimulatedCluster, ScoringSeams>? seams = null)
    {
        this.schedule = schedule;
        this.seams = seams ?? (_ => ScoringSeams.None);
        Metrics = metrics;
        random = new Random(schedule.Seed);
        hosts = new SimulatedHost?[schedule.Instances];
        Settings = new ScorerSettings
        {
            Client = new ClientConfig(),
            Instance = "",
            TopicPrefix = Prefix,
            GroupId = Prefix + "group",
            Guarantee = schedule.Guarantee,
            BatchSize = 3,
            BatchAge = TimeSpan.FromMilliseconds(5),
        };
        Cluster = new SimulatedCluster(Clock, Step);
        foreach (var topic in Topics.All)
            Cluster.Create(Settings.NameOf(topic), schedule.Partitions);
        Cluster.OpenGroup(Settings.NameOf(Topics.OrderDelivered), Settings.SessionTimeout);
        Inputs = new Inputs(Cluster, Registry, Settings, random);
        Models.TrySwap(new ServedModel(Artifacts[0], decision));
    }

    public SimulatedClock Clock { get; } = new();

    public SimulatedCluster Cluster { get; }

    public ScorerSettings Settings { get; }

    public InMemorySchemaRegistry Registry { get; } = new();

    public ModelSlot Models { get; } = new();

    public ScorerMetrics Metrics { get; }

    public Inputs Inputs { get; }

    /// <summary>Hears what happens.</summary>
    public ILogger Log { get; init; } = NullLogger.Instance;

    /// <summary>Scores in commits that were answered.</summary>
    public long Answered { get; set; }

    /// <summary>Whose request is being answered.</summary>
    public SimulatedHost? Current { get; set; }

    /// <summary>What is wrong with the end; null when nothing is.</summary>
    public string? Run()
    {
        var before = Counted();
        try
        {
            foreach (var next in schedule.Events)
                Happen(next);
            if (!ComeToRest())
                return $"stuck: committed {string.Join(", ", Cluster.Group.Committed)}";
        }
        catch (Exception ended) when (ended is not SimulatedCrash)
        {
            return $"a process ended: {ended}";
        }

        return new Books(this).FindFault(
            Counted() - before,
            hasCrashed: schedule.Events.Any(next =>
                next.What
                    is Happening.CrashAfter
                        or Happening.CrashBefore
                        or Happening.LoseAnswer
                        or Happening.Hang
                        or Happening.LoseMember
                        or Happening.ReadFails
                        or Happening.Halt
            )
        );
    }

    public int Choose(int among) => random.Next(among);

    public bool IsSlow(bool isFollower) => !isQuiet && random.Next(isFollower ? 12 : 6) == 0;

    /// <summary>Whether this fault is due now; it happens once.</summary>
    public bool Takes(Happening what) => due.Remove(what);

    public IBatchOutput Counting(IBatchOutput output, string instance) => new CountingOutput(this, output, instance);

    private double Counted() => Metrics.Predictions.GetAllLabelValues().Sum(labels => Metrics.Predictions.WithLabels(labels).Value);

    private void Happen(ScheduledEvent next)
    {
        if (Log.IsEnabled(LogLevel.Debug))
            Log.LogDebug("{Event}", next);
        switch (next.What)
        {
            case Happening.Append:
                Inputs.Append(next.Which, decision);
                break;
            case Happening.Turn:
                HostOf(next.Which).Turn();
                break;
            case Happening.Stop:
                hosts[next.Which]?.Stop();
                break;
            case Happening.Promote:
                decision++;
                Models.TrySwap(new ServedModel(Artifacts[decision % 2], decision));
                break;
            case Happening.Registry:
                Registry.IsDown = !Registry.IsDown;
                break;
            case Happening.Release:
                Inputs.Release(next.Which);
                break;
            default:
                armed.Add(new ArmedFault(next.What, next.Which == 1, next.After));
                break;
        }
    }

    private SimulatedHost HostOf(int which)
    {
        if (hosts[which] is null or { IsDead: true })
            hosts[which] = new SimulatedHost(this, Settings with { Instance = $"scorer-{which}" }, Registry, seams(Cluster));
        return hosts[which]!;
    }

    /// <summary>No faults any more: everything that is there has to be scored in the end.</summary>
    private bool ComeToRest()
    {
        (isQuiet, Registry.IsDown) = (true, false);
        armed.Clear();
        due.Clear();
        var quiet = 0;
        for (var turn = 0; turn < MostTurns; turn++)
        {
            for (var which = 0; which < hosts.Length; which++)
                HostOf(which).Turn();
            var isDone = Cluster
                .PartitionsOf(Settings.NameOf(Topics.OrderDelivered))
                .All(partition => Cluster.Group.Committed.GetValueOrDefault(partition) == Cluster.Log(partition).End);
            quiet = isDone ? quiet + 1 : 0;
            if (quiet == 3)
                return true;
        }

        return false;
    }

    private void Step(string request)
    {
        var host = Current!;
        var isWrite = request is not ("read" or "poll" or "subscribe" or "ask for bounds");
        for (var i = 0; i < armed.Count; i++)
            if (isWrite || !armed[i].IsOfWrites)
                armed[i] = armed[i] with { After = armed[i].After - 1 };
        while (armed.FindIndex(fault => fault.After < 0) is >= 0 and var next)
        {
            var what = armed[next].What;
            armed.RemoveAt(next);
            Strike(what, host, request);
            Current = host;
        }

        if (request is "read" or "poll" or "ask for offsets" or "commit offsets" or "send offsets" or "begin" && Takes(Happening.ReadFails))
            throw new KafkaException(new Error(ErrorCode.NotCoordinatorForGroup, "not the coordinator any more"));
    }

    private void Strike(Happening what, SimulatedHost host, string request)
    {
        if (Log.IsEnabled(LogLevel.Debug))
            Log.LogDebug("{Instance}: {Fault} at {Request}", host.Instance, what, request);
        switch (what)
        {
            case Happening.CrashBefore:
                host.Crash();
                break;
            case Happening.Rebalance:
                Cluster.Group.Rotate();
                break;
            case Happening.LoseMember:
                if (host.Member is { } member && request != "subscribe")
                    Cluster.Group.Lose(member);
                break;
            case Happening.OtherTurn:
                HostOf(random.Next(hosts.Length)).Turn();
                break;
            case Happening.Fence:
                if (schedule.Guarantee == ProcessingGuarantee.ExactlyOnce)
                    Cluster.Begin($"{Settings.GroupId}-{host.Instance}");
                break;
            case Happening.Halt:
                Clock.Advance(TimeSpan.FromSeconds(12));
                break;
            default:
                due.Add(what);
                break;
        }
    }

    private sealed record ArmedFault(Happening What, bool IsOfWrites, int After);

    private sealed class CountingOutput(Simulation simulation, IBatchOutput output, string instance) : IBatchOutput
    {
        private readonly string scored = simulation.Settings.NameOf(Topics.SatisfactionScored);

        public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
        {
            if (simulation.Log.IsEnabled(LogLevel.Debug))
                simulation.Log.LogDebug("{Instance}: {Count} records up to {Inputs}", instance, records.Count, string.Join(", ", inputs));
            output.Commit(records, inputs, group);
            simulation.Answered += records.Count(record => record.Topic == scored);
        }

        public void Recover() => output.Recover();

        public void Dispose() => output.Dispose();
    }
}
