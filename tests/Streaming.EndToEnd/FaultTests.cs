using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The promises to readers under faults, by the short form of ops/faults.sh, and that it would notice when they were
/// broken.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class FaultTests
{
    [Fact]
    public async Task nothing_is_lost_doubled_or_changed_while_parts_are_killed_halted_and_replaced()
    {
        var (exitCode, report, said) = await FaultRun.RunAsync("--short", "--seed", "1");

        Assert.True(exitCode == 0, said);
        Assert.True(report.GetProperty("orders_acknowledged").GetInt32() > 1_000, said);
        Assert.True(report.GetProperty("faults").EnumerateObject().Count() >= 10, said);
    }

    [Fact]
    public async Task nothing_is_lost_doubled_or_changed_when_the_input_topics_are_made_anew_under_running_scorers()
    {
        var (exitCode, report, said) = await FaultRun.RunAsync("--short", "--remade", "--seed", "2");

        Assert.True(exitCode == 0, said);
        Assert.Equal(2, report.GetProperty("generations").GetArrayLength());
        Assert.All(
            report.GetProperty("generations").EnumerateArray(),
            generation => Assert.True(generation.GetProperty("orders_acknowledged").GetInt32() > 500, said)
        );
    }

    [Fact]
    public async Task every_seeded_bug_is_caught_by_the_problem_that_it_makes()
    {
        var (exitCode, report, said) = await FaultRun.RunAsync("--bugs");

        Assert.Equal(
            ["dead-letters-outside", "double-feed", "offsets-first", "stale-group", "stale-model"],
            report
                .EnumerateObject()
                .Where(bug => bug.Value.GetProperty("caught").GetBoolean())
                .Select(bug => bug.Name)
                .Order(StringComparer.Ordinal)
        );
        Assert.True(exitCode == 0, said);
    }
}

/// <summary>Runs after everything else: faults are injected by the clock, and other tests would take the processor away.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
