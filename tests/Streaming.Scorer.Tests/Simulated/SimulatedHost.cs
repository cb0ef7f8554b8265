using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Features.Histories;
using Streaming.Kafka.Clients;
using Streaming.Kafka.Registry;
using Streaming.Models.Policy;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Histories;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Monitoring;
using Streaming.Scorer.Transactions;
using Streaming.Testing;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>A scorer's process: the loop as the service composes it, on clients of the simulated cluster, driven turn by turn.</summary>
internal sealed class SimulatedHost : IKafkaClients, IBeside
{
    private readonly Simulation simulation;
    private readonly ScorerSettings settings;
    private readonly ISchemaRegistry registry;
    private readonly ScoringSeams seams;
    private readonly HistoryTable table = new();
    private LoopClients? open;
    private ScoringLoop? loop;
    private Action? pending;
    private bool isTurning;
    private bool waitsForPoll;

    public SimulatedHost(Simulation simulation, ScorerSettings settings, ISchemaRegistry registry, ScoringSeams seams)
    {
        this.simulation = simulation;
        this.settings = settings with { Clients = this };
        this.registry = registry;
        this.seams = seams with { Beside = this, Pause = (time, _) => simulation.Clock.Advance(time) };
    }

    public string Instance => settings.Instance;

    public bool IsDead { get; private set; }

    /// <summary>Its membership in the group, once it has polled.</summary>
    public GroupMember? Member { get; set; }

    public void Turn()
    {
        if (IsDead || isTurning)
            return;
        isTurning = true;
        try
        {
            loop ??= Open();
            loop.Turn(CancellationToken.None);
        }
        catch (SimulatedCrash)
        {
            Die();
        }
        catch (Exception trouble) when (FaultPolicy.RestartCause(trouble) is not null)
        {
            simulation.Log.LogDebug("{Instance}: new clients after {Trouble}", Instance, trouble.Message);
            Close();
        }
        finally
        {
            isTurning = false;
        }
    }

    public void Stop()
    {
        if (IsDead || isTurning)
            return;
        isTurning = true;
        try
        {
            using var stopped = new CancellationTokenSource();
            stopped.Cancel();
            loop?.Finish(stopped.Token);
            Close();
        }
        catch (SimulatedCrash)
        {
            Die();
        }
        finally
        {
            isTurning = false;
            IsDead = true;
        }
    }

    public IConsumer<byte[], byte[]> Consumer(ConsumerConfig config, Action<Error> complain, RebalanceHandlers? rebalance = null) =>
        new SimulatedConsumer(simulation.Cluster, this, config, rebalance);

    public IProducer<byte[], byte[]> Producer(ProducerConfig config, Action<Error> complain) =>
        new SimulatedProducer(simulation.Cluster, this, config);

    public IEnumerable<TopicPartition> PartitionsOf(string topic, IClient client) => simulation.Cluster.PartitionsOf(topic);

    public void Request(string what)
    {
        if (IsDead)
            throw new SimulatedCrash();
        if (what == "poll" && waitsForPoll)
            RunPending();
        simulation.Current = this;
        simulation.Cluster.Step(what);
        if (IsDead)
            throw new SimulatedCrash();
    }

    public void AfterEffect()
    {
        if (simulation.Takes(Happening.CrashAfter))
            Crash();
    }

    public void Crash()
    {
        Die();
        throw new SimulatedCrash();
    }

    public bool IsSlow(bool isFollower) => simulation.IsSlow(isFollower);

    public bool LosesAnswer() => simulation.Takes(Happening.LoseAnswer);

    public bool LosesRequest() => simulation.Takes(Happening.LoseRequest);

    public bool Refuses() => simulation.Takes(Happening.Refuse);

    Task<TimeSpan> IBeside.Start(Func<TimeSpan> work)
    {
        var result = new TaskCompletionSource<TimeSpan>();
        pending = () =>
        {
            try
            {
                result.SetResult(work());
            }
            catch (Exception failed)
            {
                result.SetException(failed);
            }
        };
        if (simulation.Takes(Happening.Hang))
        {
            pending = null; // it never comes back
            return result.Task;
        }

        var when = simulation.Choose(3);
        waitsForPoll = when == 1;
        if (when == 0)
            RunPending();
        return result.Task;
    }

    bool IBeside.Wait(Task<TimeSpan> started, TimeSpan most)
    {
        RunPending();
        if (!started.IsCompleted)
            simulation.Clock.Advance(most);
        return started.IsCompleted;
    }

    private void RunPending()
    {
        var work = pending;
        (pending, waitsForPoll) = (null, false);
        work?.Invoke();
    }

    private void Die()
    {
        IsDead = true;
        if (Member is { } member)
            member.DiedAt ??= simulation.Clock.Elapsed;
    }

    private ScoringLoop Open()
    {
        var (metrics, clock, log) = (simulation.Metrics, simulation.Clock, simulation.Log);
        var state = new ScorerState(clock);
        open = new LoopClientFactory(settings, registry, metrics, state, clock, log)
        {
            Seams = seams with { Output = real => seams.Output(simulation.Counting(real, Instance)) },
        }.Open(table);
        return new ScoringLoop(
            open,
            new KeptHistories(new HistorySnapshots(settings, metrics, clock, log)),
            new SameLogs(),
            simulation.Models,
            seams,
            new LoopReport(settings, metrics, state, clock, log)
        );
    }

    private void Close()
    {
        open?.Dispose();
        (open, loop, pending, waitsForPoll) = (null, null, null, false);
    }
}
