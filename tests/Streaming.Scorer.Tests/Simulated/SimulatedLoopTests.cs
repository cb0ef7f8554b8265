using System.Collections.Concurrent;
using System.Diagnostics;
using Confluent.Kafka;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Simulated;

/// <summary>
/// The loop's interleavings without a broker: crashes at every request, commits without an answer, rebalances in the middle of a batch,
/// halted processes, parked orders, and what else a
/// schedule draws. A seed repeats its run exactly.
/// </summary>
public sealed class SimulatedLoopTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(ProcessingGuarantee.AtLeastOnce, 3_500)]
    [InlineData(ProcessingGuarantee.ExactlyOnce, 6_500)]
    public void whatever_happens_every_record_has_its_outcome_as_often_as_promised(ProcessingGuarantee guarantee, int schedules)
    {
        var started = Stopwatch.GetTimestamp();
        var failed = Play(Enumerable.Range(1, schedules).Select(seed => Schedule.Of(seed, guarantee)), null);
        output.WriteLine($"{schedules} schedules in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        if (failed is { } worst)
            Assert.Fail(Shrink(worst, null));
    }

    [Theory]
    [InlineData("offsets first")]
    [InlineData("outputs first")]
    [InlineData("dead letters outside")]
    [InlineData("group kept")]
    [InlineData("model kept")]
    [InlineData("histories fed twice")]
    [InlineData("records forgotten")]
    [InlineData("nothing recovered")]
    public void a_planted_fault_is_found_and_its_schedule_gets_short(string name)
    {
        var failed = Play(
            Enumerable.Range(1, 2_000).Select(seed => Schedule.Of(seed, ProcessingGuarantee.ExactlyOnce)),
            cluster => PlantedFaults.Create(name, cluster)
        );

        Assert.True(failed is not null, $"'{name}' was not found");
        var shrunk = Shrunk(failed.Value.Schedule, cluster => PlantedFaults.Create(name, cluster));
        output.WriteLine($"{failed.Value.Fault}\n{shrunk.Fault}\n{shrunk.Schedule}");
        Assert.NotNull(shrunk.Fault);
        Assert.True(shrunk.Schedule.Events.Count < failed.Value.Schedule.Events.Count);
        // a seed repeats its run
        Assert.Equal(shrunk.Fault, Play1(shrunk.Schedule, Metrics(), cluster => PlantedFaults.Create(name, cluster)));
    }

    private static (Schedule Schedule, string Fault)? Play(IEnumerable<Schedule> schedules, Func<SimulatedCluster, ScoringSeams>? seams)
    {
        var failed = new ConcurrentBag<(Schedule Schedule, string Fault)>();
        Parallel.ForEach(
            schedules,
            Metrics,
            (schedule, loop, metrics) =>
            {
                if (Play1(schedule, metrics, seams) is not { } fault)
                    return metrics;
                failed.Add((schedule, fault));
                loop.Stop();
                return metrics;
            },
            _ => { }
        );
        return failed.IsEmpty ? null : failed.MinBy(entry => entry.Schedule.Events.Count);
    }

    private static string? Play1(Schedule schedule, ScorerMetrics metrics, Func<SimulatedCluster, ScoringSeams>? seams) =>
        new Simulation(schedule, metrics, seams).Run();

    private static string Shrink((Schedule Schedule, string Fault) failed, Func<SimulatedCluster, ScoringSeams>? seams)
    {
        var shrunk = Shrunk(failed.Schedule, seams);
        var story = new LogLines();
        new Simulation(shrunk.Schedule, Metrics(), seams) { Log = story }.Run();
        return $"{failed.Fault}\nin {failed.Schedule}\nshrunk: {shrunk.Fault}\nin {shrunk.Schedule}\n{string.Join('\n', story.Lines)}";
    }

    /// <summary>Leaves out what the fault does not need, larger pieces first.</summary>
    private static (Schedule Schedule, string? Fault) Shrunk(Schedule schedule, Func<SimulatedCluster, ScoringSeams>? seams)
    {
        var metrics = Metrics();
        var fault = Play1(schedule, metrics, seams);
        for (var piece = schedule.Events.Count / 2; piece > 0; piece /= 2)
        {
            for (var at = 0; at + piece <= schedule.Events.Count; )
            {
                var shorter = schedule with { Events = [.. schedule.Events.Take(at), .. schedule.Events.Skip(at + piece)] };
                if (Play1(shorter, metrics, seams) is { } still)
                    (schedule, fault) = (shorter, still);
                else
                    at++;
            }
        }

        return (schedule, fault);
    }

    private static ScorerMetrics Metrics() => new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));
}
