using Streaming.Audit.Models;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>The process is gone, in the middle of whatever it did.</summary>
internal sealed class SimulatedCrash() : Exception("the simulated process has crashed");

internal enum Happening
{
    /// <summary>Records come to the input topics.</summary>
    Append,

    /// <summary>One turn of an instance's loop; an instance that is down starts.</summary>
    Turn,

    /// <summary>An instance stops as it is asked to.</summary>
    Stop,

    /// <summary>Another decision serves from now on.</summary>
    Promote,

    /// <summary>The schema registry goes away, or comes back.</summary>
    Registry,

    /// <summary>Somebody releases what is parked for a key.</summary>
    Release,

    /// <summary>A process dies before its n-th request, or after the request has had its effect.</summary>
    CrashBefore,
    CrashAfter,

    /// <summary>A commit, or an acknowledgement, has its effect and no answer.</summary>
    LoseAnswer,

    /// <summary>A commit never comes to the cluster.</summary>
    LoseRequest,

    /// <summary>A record is refused by the cluster.</summary>
    Refuse,

    /// <summary>A request of a consumer fails.</summary>
    ReadFails,

    /// <summary>The group makes another plan.</summary>
    Rebalance,

    /// <summary>The coordinator takes a living member for dead.</summary>
    LoseMember,

    /// <summary>Another instance has its turn in the middle of this one's.</summary>
    OtherTurn,

    /// <summary>Another producer takes the transactional id.</summary>
    Fence,

    /// <summary>The process is halted for longer than a transaction may last.</summary>
    Halt,

    /// <summary>A commit does not come back.</summary>
    Hang,
}

/// <summary>One event of a schedule.</summary>
/// <param name="What">Its kind.</param>
/// <param name="Which">Instance, key, or how many.</param>
/// <param name="After">For faults: so many requests later.</param>
internal sealed record ScheduledEvent(Happening What, int Which, int After = 0)
{
    public bool IsFault => What >= Happening.CrashBefore;

    public override string ToString() => IsFault ? $"{What} after {After}{(Which == 1 ? " writes" : "")}" : $"{What} {Which}";
}

/// <summary>What happens in a run, and the seed of all that is left open.</summary>
internal sealed record Schedule(
    int Seed,
    ProcessingGuarantee Guarantee,
    int Instances,
    int Partitions,
    IReadOnlyList<ScheduledEvent> Events
)
{
    public static Schedule Of(int seed, ProcessingGuarantee guarantee)
    {
        var random = new Random(seed);
        var (instances, partitions) = (random.Next(1, 4), random.Next(1, 4));
        var events = new List<ScheduledEvent> { new(Happening.Append, random.Next(1, 9)) };
        for (var left = random.Next(12, 36); left > 0; left--)
        {
            events.Add(
                random.Next(20) switch
                {
                    < 4 => new(Happening.Append, random.Next(1, 9)),
                    < 13 => new(Happening.Turn, random.Next(instances)),
                    13 => new(
                        random.Next(3) switch
                        {
                            0 => Happening.Stop,
                            1 => Happening.Promote,
                            _ => Happening.Registry,
                        },
                        random.Next(instances)
                    ),
                    14 => new(Happening.Release, random.Next(Inputs.Keys)),
                    _ => new((Happening)random.Next((int)Happening.CrashBefore, (int)Happening.Hang + 1), random.Next(2), random.Next(24)),
                }
            );
        }

        return new Schedule(seed, guarantee, instances, partitions, events);
    }

    public override string ToString() =>
        $"seed {Seed}, {Guarantee}, {Instances} instances, {Partitions} partitions: {string.Join("; ", Events)}";
}
