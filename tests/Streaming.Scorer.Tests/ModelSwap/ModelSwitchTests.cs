using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Audit;
using Streaming.Contracts.Events;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Scorer.ModelSwap;
using Streaming.Scorer.Monitoring;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.ModelSwap;

/// <summary>Which decision serves, with every part that may be away.</summary>
public sealed class ModelSwitchTests : IDisposable
{
    private readonly TemporaryFolder folder = new("switch");
    private readonly Dictionary<string, byte[]> store = [];
    private readonly List<ModelPromoted> recorded = [];
    private readonly ScorerMetrics metrics = new(Prometheus.Metrics.WithCustomRegistry(Prometheus.Metrics.NewCustomRegistry()));
    private bool isDatabaseAway;

    [Fact]
    public async Task a_refused_decision_leaves_the_one_before_it_in_service_also_after_a_restart()
    {
        var (good, bad) = (Recorded(5, TestModel.Artifact()), Recorded(6, TestModel.Artifact(bias: -4), damaged: true));
        var running = Start();
        Assert.True(await DecideAsync(running, good, bad));
        Assert.Equal(5, running.Slot.Current!.DecisionNumber);

        var restarted = Start();
        Assert.True(await DecideAsync(restarted, good, bad));

        Assert.Equal(5, restarted.Slot.Current!.DecisionNumber);
        Assert.Contains("decision 6 (v6) is refused", restarted.Slot.Notice, StringComparison.Ordinal);
        Assert.Equal(["6", "artifact_unusable"], Assert.Single(metrics.RefusedDecision.GetAllLabelValues()));
    }

    [Fact]
    public async Task where_compaction_has_kept_the_refused_decision_only_a_new_instance_serves_what_the_trail_knows_before_it()
    {
        Recorded(4, TestModel.Artifact(bias: 1));
        Recorded(5, TestModel.Artifact());
        var bad = Recorded(6, TestModel.Artifact(bias: -4), damaged: true);
        var fresh = Start();

        Assert.True(await DecideAsync(fresh, bad));

        Assert.Equal(5, fresh.Slot.Current!.DecisionNumber);
    }

    [Fact]
    public async Task where_compaction_has_kept_the_refused_decision_only_a_restart_without_a_trail_serves_what_served_last()
    {
        var (good, bad) = (Recorded(5, TestModel.Artifact()), Recorded(6, TestModel.Artifact(bias: -4), damaged: true));
        await DecideAsync(Start(withTrail: false), good);

        var restarted = Start(withTrail: false);
        Assert.True(await DecideAsync(restarted, bad));

        Assert.Equal(5, restarted.Slot.Current!.DecisionNumber);
    }

    [Fact]
    public async Task a_decision_that_the_trail_does_not_know_is_refused_by_name_and_outranks_no_later_one()
    {
        var good = Recorded(5, TestModel.Artifact());
        var forged = good with { DecisionNumber = long.MaxValue, ModelVersion = "forged" };
        var running = Start();

        Assert.True(await DecideAsync(running, good, forged));
        Assert.Equal(5, running.Slot.Current!.DecisionNumber);
        Assert.Contains(
            "decision 9223372036854775807 (forged) is refused: the audit trail knows no such decision",
            running.Slot.Notice,
            StringComparison.Ordinal
        );
        Assert.Equal(["9223372036854775807", "unknown_decision"], Assert.Single(metrics.RefusedDecision.GetAllLabelValues()));

        Assert.True(await DecideAsync(running, Recorded(6, TestModel.Artifact(bias: -3))));
        Assert.Equal(6, running.Slot.Current!.DecisionNumber);
    }

    [Fact]
    public async Task a_true_number_with_another_artifact_is_refused_and_the_true_record_serves()
    {
        var good = Recorded(5, TestModel.Artifact());
        var other = Recorded(4, TestModel.Artifact(bias: -4));
        var flipped = good with { ModelSha256 = other.ModelSha256 };
        var running = Start();

        Assert.True(await DecideAsync(running, flipped, good));

        Assert.Equal(good.ModelSha256, running.Slot.Current!.Model.Sha256);
        Assert.Equal(1, metrics.ModelSwaps.WithLabels("refused").Value);
    }

    [Theory]
    [InlineData(0, true, "its number must be 1 or more")]
    [InlineData(-7, true, "its number must be 1 or more")]
    [InlineData(7, false, "its model_sha256 must be 64 lower-case hexadecimal digits")]
    public async Task a_record_that_can_be_no_decision_is_refused_without_asking_anybody(long number, bool hasHash, string why)
    {
        isDatabaseAway = true;
        var odd = Recorded(1, TestModel.Artifact()) with { DecisionNumber = number };
        var running = Start();

        Assert.True(await DecideAsync(running, hasHash ? odd : odd with { ModelSha256 = "../etc/passwd" }));

        Assert.Null(running.Slot.Current);
        Assert.Equal(number > 0, (running.Slot.Notice ?? "").Contains(why, StringComparison.Ordinal));
        Assert.Equal(1, metrics.ModelSwaps.WithLabels("refused").Value);
    }

    [Fact]
    public async Task while_the_database_is_away_a_restart_serves_what_served_last_and_believes_nothing_newer()
    {
        var good = Recorded(5, TestModel.Artifact());
        await DecideAsync(Start(), good);
        isDatabaseAway = true;

        var restarted = Start();
        var newer = Recorded(6, TestModel.Artifact(bias: -3));
        Assert.False(await DecideAsync(restarted, good, newer));
        Assert.Equal(5, restarted.Slot.Current!.DecisionNumber);
        Assert.Contains(
            "the audit store cannot be asked whether decision 6 is a true one",
            restarted.Slot.Notice,
            StringComparison.Ordinal
        );

        isDatabaseAway = false;
        Assert.True(await DecideAsync(restarted));
        Assert.Equal((6, null), (restarted.Slot.Current!.DecisionNumber, restarted.Slot.Notice));
    }

    [Fact]
    public async Task what_was_served_unproved_is_corrected_when_the_trail_does_not_know_it()
    {
        var good = Recorded(5, TestModel.Artifact());
        await DecideAsync(Start(), good);
        foreach (var memory in Directory.GetFiles(folder.Path, "last-served-*"))
            File.Delete(memory);
        isDatabaseAway = true;
        var restarted = Start();
        var forged = good with { DecisionNumber = 999 };
        Assert.False(await DecideAsync(restarted, good, forged));
        Assert.Equal(999, restarted.Slot.Current!.DecisionNumber);
        Assert.Contains("decision 999 serves unproved", restarted.Slot.Notice, StringComparison.Ordinal);

        isDatabaseAway = false;
        Assert.True(await DecideAsync(restarted));

        Assert.Equal(5, restarted.Slot.Current!.DecisionNumber);
        Assert.Contains("decision 999", restarted.Slot.Notice, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_artifact_that_cannot_be_fetched_yet_is_tried_again_and_a_time_out_of_the_store_ends_nothing()
    {
        var good = Recorded(5, TestModel.Artifact());
        var slot = new ModelSlot();
        var times = 0;
        var cache = new ArtifactCache(
            folder.Path,
            (sha256, _) =>
                ++times == 1 ? throw new OperationCanceledException("the store's own time-out") : Task.FromResult<byte[]?>(store[sha256])
        );
        var models = new ModelSwitch(
            slot,
            cache,
            new LastServed(cache, TestModel.Name, NullLogger.Instance),
            null,
            metrics,
            NullLogger.Instance
        );
        models.Add(good);

        Assert.False(await models.DecideAsync(TestContext.Current.CancellationToken));
        Assert.Contains("the store's own time-out", slot.Notice, StringComparison.Ordinal);
        Assert.True(await models.DecideAsync(TestContext.Current.CancellationToken));

        Assert.Equal(5, slot.Current!.DecisionNumber);
    }

    [Fact]
    public async Task a_decision_that_is_recorded_but_not_published_waits_for_its_publication()
    {
        var good = Recorded(5, TestModel.Artifact());
        Recorded(6, TestModel.Artifact(bias: -3));
        var running = Start();

        await DecideAsync(running, good);

        Assert.Equal(5, running.Slot.Current!.DecisionNumber);
    }

    [Fact]
    public async Task a_memory_that_is_damaged_is_as_none()
    {
        var good = Recorded(5, TestModel.Artifact());
        await DecideAsync(Start(), good);
        foreach (var memory in Directory.GetFiles(folder.Path, "last-served-*"))
            await File.WriteAllTextAsync(memory, "{", TestContext.Current.CancellationToken);
        isDatabaseAway = true;

        var restarted = Start();
        await DecideAsync(restarted, good);

        Assert.Equal(5, restarted.Slot.Current!.DecisionNumber);
    }

    public void Dispose() => folder.Dispose();

    private (ModelSwitch Models, ModelSlot Slot) Start(bool withTrail = true)
    {
        var slot = new ModelSlot();
        var cache = new ArtifactCache(
            folder.Path,
            (sha256, _) =>
                isDatabaseAway
                    ? throw new InvalidOperationException("the database is away")
                    : Task.FromResult(store.GetValueOrDefault(sha256))
        );
        DecisionSource trail = (name, _) =>
            isDatabaseAway
                ? throw new InvalidOperationException("the database is away")
                : Task.FromResult<IReadOnlyList<ModelPromoted>>([.. recorded.Where(decision => decision.ModelName == name)]);
        return (
            new ModelSwitch(
                slot,
                cache,
                new LastServed(cache, TestModel.Name, NullLogger.Instance),
                withTrail ? trail : null,
                metrics,
                NullLogger.Instance
            ),
            slot
        );
    }

    private static Task<bool> DecideAsync((ModelSwitch Models, ModelSlot Slot) running, params ModelPromoted[] read)
    {
        foreach (var decision in read)
            running.Models.Add(decision);
        return running.Models.DecideAsync(TestContext.Current.CancellationToken);
    }

    private ModelPromoted Recorded(long number, byte[] artifact, bool damaged = false)
    {
        var sha256 = ArtifactWriter.Sha256(artifact);
        store[sha256] = damaged ? [.. artifact[..^1], (byte)(artifact[^1] ^ 1)] : artifact;
        var decision = new ModelPromoted
        {
            EventId = $"{TestModel.Name}/{number}",
            RecordedAt = DateTime.UnixEpoch,
            ModelName = TestModel.Name,
            ModelVersion = $"v{number}",
            ModelSha256 = sha256,
            DecisionNumber = number,
            Kind = "promoted",
            DecidedBy = "test",
            Why = "test",
        };
        recorded.Add(decision);
        return decision;
    }
}
