using Streaming.Marketplace.Synthetic;
using Xunit;

namespace Streaming.EndToEnd;

/// <summary>The promises to readers under faults, by the short form of ops/faults.sh, and that it would notice when they were
/// broken.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class FaultTests
{
    /// <summary>What the short form does to the system, beside kills at points of a micro-batch.</summary>
    private static readonly string[] Covered =
    [
        "broker kill",
        "forged records",
        "halt at before-offsets",
        "kill",
        "odd records",
        "poison",
        "postgres kill",
        "promotion",
        "refused promotion, damaged",
        "registry down",
        "registry lag",
        "rolling restart",
        "scale 1 to 3",
        "scale 3 to 1",
        "storm",
    ];

    [Fact]
    public async Task nothing_is_lost_doubled_or_changed_while_parts_are_killed_halted_and_replaced_and_the_input_topics_made_anew()
    {
        var (exitCode, report, said) = await FaultRun.RunAsync("--short", "--remade", "--seed", "2");

        Assert.True(exitCode == 0, said);
        var kinds = report.GetProperty("faults").EnumerateObject().Select(fault => fault.Name).ToHashSet();
        var missing = Covered.Where(kind => !kinds.Contains(kind)).ToList();
        Assert.True(missing.Count == 0, $"never came about: {string.Join(", ", missing)}\n{said}");
        Assert.True(kinds.Count(kind => kind.StartsWith("kill at ", StringComparison.Ordinal)) >= 3, said);
        Assert.Equal(2, report.GetProperty("generations").GetArrayLength());
        Assert.All(
            report.GetProperty("generations").EnumerateArray(),
            generation => Assert.True(generation.GetProperty("orders_acknowledged").GetInt32() > 500, said)
        );
        Assert.True(report.GetProperty("orders_acknowledged").GetInt32() > 1_500, said);
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
