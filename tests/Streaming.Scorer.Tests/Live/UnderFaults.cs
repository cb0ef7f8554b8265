using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Streaming.Audit;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Marketplace.Synthetic;
using Streaming.Models.Artifacts;
using Streaming.Replays.OfflineScoring;
using Streaming.Scorer.Faults;
using Streaming.Scorer.Loop;
using Streaming.Scorer.Transactions;
using Streaming.Testing;
using Xunit;

namespace Streaming.Scorer.Tests.Live;

/// <summary>What a scorer on a real Kafka does when something else is at fault: it waits, says so, and then loses and repeats
/// nothing.</summary>
public sealed class UnderFaults(KafkaFixture kafka)
{
    [Fact]
    public async Task a_scorer_waits_for_topics_that_are_not_there_yet()
    {
        var prefix = Unique.Name("late") + ".";
        await using var live = new LiveScorer(await kafka.BootstrapServersAsync(), prefix, 2, null, onMock: false);
        live.Start();
        await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        Assert.False(live.Service!.IsScoring);

        await kafka.CreateTopicsAsync(OpenedScorers.Under(prefix), 2);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        await live.DeliverAsync(TestOrders.Delivery("order"));

        live.ReadUntil(() => live.Scored.Count == 1);
    }

    [Fact]
    public async Task a_commit_that_was_not_answered_but_succeeded_is_not_repeated()
    {
        await using var live = await ScorerAsync();
        live.Settings = live.Settings with { BatchSize = 5 };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start(seams: new ScoringSeams { Output = output => new DeafOutput(output, deafFor: 3) });
        for (var i = 0; i < 30; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) >= 30);

        Assert.Equal(30, live.Windows.Sum(window => window.Scored));
        live.ReadUntil(() => live.Scored.Count >= 30);
        Assert.Equal(30, live.Scored.Select(score => score.OrderId).Distinct().Count());
        Assert.Equal(30, live.Scored.Count);
        Assert.Equal(3, live.Metrics.Retries.WithLabels("fenced").Value);
    }

    [Fact]
    public async Task a_commit_that_never_comes_back_is_left_behind_and_its_batch_is_scored_by_new_clients()
    {
        using var hung = new ManualResetEventSlim();
        await using var live = await ScorerAsync();
        live.Settings = live.Settings with { BatchSize = 5, TransactionTimeout = TimeSpan.FromSeconds(1) };
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var hangs = 1;
        live.Start(
            seams: new ScoringSeams { Output = output => Interlocked.Decrement(ref hangs) == 0 ? new HangingOutput(output, hung) : output }
        );
        for (var i = 0; i < 30; i++)
            await live.DeliverAsync(TestOrders.Delivery($"order-{i}", i));

        live.ReadUntil(() => live.Scored.Count >= 30);

        Assert.Equal(30, live.Scored.Select(score => score.OrderId).Distinct().Count());
        Assert.Equal(30, live.Scored.Count);
        Assert.Equal(1, live.Metrics.Restarts.WithLabels("stuck").Value);
        hung.Set();
    }

    [Fact]
    public async Task a_missing_output_topic_stops_scoring_by_name_and_loses_nothing()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("before"));
        live.ReadUntil(() => live.Scored.Count == 1);
        var scores = live.Settings.NameOf(Topics.SatisfactionScored);
        using var admin = new AdminClientBuilder(new AdminClientConfig(live.Client)).Build();
        await admin.DeleteTopicsAsync([scores]);
        await Wait.Until(
            () => admin.GetMetadata(LiveScorer.Patience).Topics.TrueForAll(topic => topic.Topic != scores),
            LiveScorer.Patience
        ); // until then the broker still takes records for it

        await live.DeliverAsync(TestOrders.Delivery("during", 1));
        await StateAsync(live, scores);
        Assert.False(live.Service!.IsScoring);
        await kafka.CreateTopicsAsync([Topics.SatisfactionScored with { Name = scores }], 2);

        live.ReadUntil(() => live.Windows.Sum(window => window.Scored) == 2);
        Assert.Empty(live.DeadLetters);
        await Wait.Until(() => live.Service.IsScoring, LiveScorer.Patience);
    }

    [Fact]
    public async Task a_forbidden_output_topic_stops_scoring_by_name_and_loses_nothing()
    {
        RealParts.RequireKafkaHome(); // a container has no authorizer
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var alerts = live.Settings.NameOf(Topics.AlertsRed);
        AclBinding Rule(AclOperation operation, AclPermissionType permission) =>
            new()
            {
                Pattern = new ResourcePattern
                {
                    Type = ResourceType.Topic,
                    Name = alerts,
                    ResourcePatternType = ResourcePatternType.Literal,
                },
                Entry = new AccessControlEntry
                {
                    Principal = "User:ANONYMOUS",
                    Host = "*",
                    Operation = operation,
                    PermissionType = permission,
                },
            };
        var denied = Rule(AclOperation.Write, AclPermissionType.Deny);
        using var admin = new AdminClientBuilder(new AdminClientConfig(live.Client)).Build();
        await admin.CreateAclsAsync([Rule(AclOperation.All, AclPermissionType.Allow), denied]);
        live.Start();

        await live.DeliverAsync(TestOrders.Delivery("red", lateDays: 9));
        await StateAsync(live, alerts);
        await admin.DeleteAclsAsync([denied.ToFilter()]);

        live.ReadUntil(() => live.Scored.Count == 1 && live.Alerts.Count == 1);
        Assert.Empty(live.DeadLetters);
    }

    [Fact]
    public async Task another_application_in_the_same_group_is_named_and_waited_for()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        var foreign = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig(
                new Dictionary<string, string>
                {
                    ["bootstrap.servers"] = live.Client.BootstrapServers,
                    ["group.id"] = live.Settings.GroupId,
                    ["partition.assignment.strategy"] = "range",
                    ["session.timeout.ms"] = "6000",
                    ["enable.auto.commit"] = "false",
                }
            )
        ).Build();
        foreign.Subscribe(live.Settings.NameOf(Topics.OrderDelivered));
        await Wait.Until(() => foreign.Consume(TimeSpan.FromMilliseconds(50)) is null && foreign.Assignment.Count > 0, LiveScorer.Patience);

        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("order"));
        await StateAsync(live, $"group '{live.Settings.GroupId}': another application");
        Assert.False(live.Service!.IsScoring);
        foreign.Close();
        foreign.Dispose();

        live.ReadUntil(() => live.Scored.Count == 1);
    }

    [Fact]
    public async Task partitions_that_are_added_are_scored_and_counted_too()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await live.DeliverAsync(TestOrders.Delivery("before"));
        live.ReadUntil(() => live.Scored.Count == 1);
        using var admin = new AdminClientBuilder(new AdminClientConfig(live.Client)).Build();
        Topic[] grown = [Topics.OrderDeliveredRedrives, Topics.OrderDeliveredDeadLetters, Topics.OrderDelivered];
        await admin.CreatePartitionsAsync(
            grown.Select(topic => new PartitionsSpecification { Topic = live.Settings.NameOf(topic), IncreaseTo = 3 })
        );

        await live.DeliverToAsync(2, TestOrders.Delivery("after", 1));

        live.ReadUntil(() => live.Scored.Count == 2);
        Assert.Equal(2, live.Scored[1].InputPartition);

        // Dead letters of the new partition are followed too: what comes behind one parks.
        await live.DeliverToAsync(
            2,
            TestOrders.Delivery("broken", 2) with
            {
                Items = [TestOrders.Delivery("broken").Items[0] with { Price = double.NaN }],
            }
        );
        await Wait.Until(() => live.Metrics.DeadLetters.WithLabels(ReasonCodes.ContractViolation).Value == 1, LiveScorer.Patience);
        await live.DeliverToAsync(2, TestOrders.Delivery("broken", 3));
        await Wait.Until(() => live.Metrics.DeadLetters.WithLabels(ReasonCodes.ParkedBehind).Value == 1, LiveScorer.Patience);
    }

    [Fact]
    public async Task three_instances_that_come_and_go_give_the_features_of_one()
    {
        await using var live = await ScorerAsync(partitions: 6);
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        var events = new List<MarketEvent>();
        for (var i = 0; i < 300; i++)
        {
            events.Add(new MarketEvent(TestOrders.Delivery($"order-{i}", i * 3, lateDays: i % 11 - 5, seller: $"seller-{i % 3}")));
            if (i % 4 != 0)
                events.Add(new MarketEvent(TestOrders.Review($"order-{i}", 1 + i % 5, i * 3 + 40, $"seller-{i % 3}")));
        }

        events.Sort(MarketEvent.Compare);
        for (var i = 0; i < events.Count; i++)
        {
            if (i == events.Count / 3)
                live.Start("scorer-2");
            if (i == events.Count / 2)
                live.Start("scorer-3");
            if (events[i].Delivery is { } delivery)
                await live.DeliverAsync(delivery);
            else
                await live.ReviewAsync(events[i].Review!);
        }

        live.ReadUntil(() => live.Scored.Count >= 300);

        var batch = new OfflineScorer(TestModel.Load()).Replay(events).ToDictionary(score => score.OrderId);
        Assert.Equal(300, live.Scored.Count);
        foreach (var score in live.Scored)
            Assert.Equal(
                batch[score.OrderId].Vector.Select(BitConverter.SingleToInt32Bits),
                score.FeatureVector.Select(BitConverter.SingleToInt32Bits)
            );
    }

    [Fact]
    public async Task a_scorer_stops_within_ten_seconds_under_load()
    {
        await using var live = await ScorerAsync();
        await live.PromoteAsync(TestModel.Artifact(), 1);
        live.Start();
        await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => live.DeliverAsync(TestOrders.Delivery($"order-{i}", i / 100.0))));
        live.ReadUntil(() => live.Scored.Count > 0);

        await live.StopAsync().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        live.Start();

        live.ReadUntil(() => live.Scored.Count >= 2_000);
        Assert.Equal(2_000, live.Scored.Select(score => score.OrderId).Distinct().Count());
        Assert.Equal(2_000, live.Scored.Count);
    }

    /// <summary>Waits until the scorer says so.</summary>
    private static Task<string> StateAsync(LiveScorer live, string said) =>
        Wait.For(() => Task.FromResult(live.Service!.State), state => state.Contains(said, StringComparison.Ordinal), LiveScorer.Patience);

    private Task<LiveScorer> ScorerAsync(int partitions = 2) => kafka.ScorerAsync("fault", partitions);

    /// <summary>Commits, and then has not heard of it, as when the broker dies between the commit and its answer.</summary>
    private sealed class DeafOutput(IBatchOutput inner, int deafFor) : IBatchOutput
    {
        private int left = deafFor;

        public void Commit(IReadOnlyList<OutgoingRecord> records, IReadOnlyList<TopicPartitionOffset> inputs, IConsumerGroupMetadata group)
        {
            inner.Commit(records, inputs, group);
            if (left-- > 0)
                throw new CommitFaultException("fenced", "no answer", null);
        }

        public void Recover() => inner.Recover();

        public void Dispose() => inner.Dispose();
    }

    /// <summary>Its first commit comes back when it is too late, as from a client that hangs; nothing of it was sent.</summary>
    private sealed class HangingOutput(IBatchOutput inner, ManualResetEventSlim until) : IBatchOutput
    {
        public void Commit(
            IReadOnlyList<OutgoingRecord> records,
            IReadOnlyList<TopicPartitionOffset> inputs,
            IConsumerGroupMetadata group
        ) => until.Wait();

        public void Recover() => inner.Recover();

        public void Dispose() => inner.Dispose();
    }
}
