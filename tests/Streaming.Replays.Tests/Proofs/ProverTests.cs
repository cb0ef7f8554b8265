using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Contracts;
using Streaming.Contracts.Events;
using Streaming.Features;
using Streaming.Features.Histories;
using Streaming.Kafka.Registry;
using Streaming.Models;
using Streaming.Models.Artifacts;
using Streaming.Replays.DeadLetters;
using Streaming.Replays.Proofs;
using Streaming.Replays.Redrives;
using Streaming.Scorer.Tests;
using Streaming.Testing;
using Streaming.Testing.Registry;
using Xunit;

namespace Streaming.Replays.Tests.Proofs;

/// <summary>Decisions of a scorer on a real Kafka, recomputed from what they name.</summary>
public sealed class ProverTests(KafkaFixture kafka)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task every_decision_is_equal_from_its_vector_and_from_its_events()
    {
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact());
        await proved.ScoreAsync(ProvedDecisions.Market(60));
        await proved.ScoreAsync([new MarketEvent(TestOrders.Delivery("order-7", 500, lateDays: 6, version: 2))]);

        var decisions = new DecisionSearch(proved.Live.Settings, proved.Live.Registry).Sample(1_000, 1, Stop);
        var prover = new Prover(proved.Live.Settings, proved.Live.Registry, proved.Artifacts);
        var shallow = await prover.ProveAsync(decisions, deep: false, null, Stop);
        var deep = await prover.ProveAsync(decisions, deep: true, null, Stop);

        Assert.Equal(61, decisions.Count);
        Assert.All(shallow, proof => Assert.Equal((ProofEnd.Equal, null, null), (proof.End, proof.First, proof.Why)));
        Assert.All(deep, proof => Assert.Equal((ProofEnd.Equal, null, null), (proof.End, proof.First, proof.Why)));
        Assert.Equal([1, 2], (await proved.ProveAsync("order-7", deep: true, Stop)).Select(proof => proof.Decision.Score.Version));
        Assert.Contains(decisions, decision => decision.Score.FeatureVector[FeatureSchema.IndexOf("seller_reviews")] > 5);
    }

    [Fact]
    public async Task what_was_changed_in_a_decision_is_named_with_both_values()
    {
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact(bias: -1));
        await proved.ScoreAsync(ProvedDecisions.Market(12));
        var genuine = proved.Live.Scored.First(score => score.OrderId == "order-8" && score.Reasons.Count > 0);
        var lateDays = FeatureSchema.IndexOf("late_days");
        float[] vector = [.. genuine.FeatureVector];
        vector[lateDays] = -vector[lateDays];

        (string Name, bool Deep, SatisfactionScored Changed)[] changes =
        [
            ("probability", false, genuine with { Probability = Math.BitIncrement(genuine.Probability) }),
            ("raw_margin", false, genuine with { RawMargin = Math.BitDecrement(genuine.RawMargin) }),
            ("tier", false, genuine with { Tier = "GREEN" }),
            ("action", false, genuine with { Action = "nothing" }),
            (
                "reasons[0].text",
                false,
                genuine with
                {
                    Reasons = [genuine.Reasons[0] with { Text = "for no reason" }, .. genuine.Reasons.Skip(1)],
                }
            ),
            ("reasons length", false, genuine with { Reasons = [.. genuine.Reasons.SkipLast(1)] }),
            ("raw_margin", false, genuine with { FeatureVector = vector }),
            ("feature_vector[late_days]", true, genuine with { FeatureVector = vector }),
            ("delivered_at", true, genuine with { DeliveredAt = genuine.DeliveredAt.AddMilliseconds(1) }),
            ("model_version", false, genuine with { ModelVersion = "another" }),
        ];
        foreach (var change in changes)
        {
            await proved.PublishAsync(change.Changed);
            var proofs = await proved.ProveAsync("order-8", change.Deep, Stop);
            Assert.Equal(ProofEnd.Equal, proofs[0].End);
            Assert.Equal((ProofEnd.Different, change.Name), (proofs[^1].End, proofs[^1].First?.Name));
        }

        await proved.PublishAsync(changes[0].Changed);
        var first = (await proved.ProveAsync("order-8", deep: false, Stop))[^1].First!;
        Assert.Equal($"{BitConverter.DoubleToUInt64Bits(genuine.Probability) + 1:x16}", first.StoredBits);
        Assert.Equal($"{BitConverter.DoubleToUInt64Bits(genuine.Probability):x16}", first.RecomputedBits);
    }

    [Fact]
    public async Task an_artifact_that_is_gone_proves_nothing_and_is_named()
    {
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact());
        await proved.ScoreAsync(ProvedDecisions.Market(1));
        proved.HasArtifact = false;

        var proof = Assert.Single(await proved.ProveAsync("order-0", deep: false, Stop));

        Assert.Equal(ProofEnd.Unprovable, proof.End);
        Assert.Contains(
            $"{ArtifactWriter.Sha256(TestModel.Artifact())} is neither in the cache nor in the audit store",
            proof.Why,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task events_that_are_gone_leave_the_stored_vector_to_prove()
    {
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact(), partitions: 1);
        await proved.ScoreAsync(ProvedDecisions.Market(10));
        await proved.CutAsync(Topics.ReviewSubmitted, 0, 4);
        Assert.Contains("review-submitted partition 0 begins at offset 4", (await DeepAsync("order-9")).Why, StringComparison.Ordinal);
        await proved.CutAsync(Topics.OrderDelivered, 0, 6);

        var proof = await DeepAsync("order-5");

        Assert.Equal(ProofEnd.Unprovable, proof.End);
        Assert.Contains("order-delivered partition 0 offset 5, the partition begins at offset 6 now", proof.Why, StringComparison.Ordinal);
        Assert.Equal(ProofEnd.Equal, Assert.Single(await proved.ProveAsync("order-5", deep: false, Stop)).End);

        async Task<DecisionProof> DeepAsync(string order) => Assert.Single(await proved.ProveAsync(order, deep: true, Stop));
    }

    [Fact]
    public async Task the_histories_of_the_artifact_stand_for_what_retention_has_cut()
    {
        var market = ProvedDecisions.Market(30).ToList();
        await using var proved = await ProvedDecisions.StartAsync(kafka, WithHistories(market.Take(40)), partitions: 1);
        await proved.ScoreAsync(market);
        await proved.CutAsync(Topics.OrderDelivered, 0, 15);
        await proved.CutAsync(Topics.ReviewSubmitted, 0, 15);

        var proof = Assert.Single(await proved.ProveAsync("order-29", deep: true, Stop));

        Assert.Equal((ProofEnd.Equal, null), (proof.End, proof.Why));
        Assert.True(proof.Decision.Score.FeatureVector[FeatureSchema.IndexOf("seller_reviews")] > 5);
    }

    [Fact]
    public async Task a_redriven_decision_is_equal_from_its_events_too()
    {
        var registry = new InMemorySchemaRegistry();
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact(), registry: registry);
        var unknown = (await SubjectSetup.ApplyAsync(registry, Stop)).Max(subject => subject.Id) + 1;
        await proved.ScoreAsync(ProvedDecisions.Market(10));
        var bytes = proved.Live.Encode(TestOrders.Delivery("refused", 100, seller: "seller-1"));
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), unknown);
        await proved.Live.DeliverBytesAsync("refused"u8.ToArray(), bytes);
        await proved.ScoreAsync(ProvedDecisions.Market(25).Skip(20));
        var aliased = Schemas
            .Get("order-delivered")
            .Replace("\"OrderDelivered\"", "\"OrderDelivered\", \"aliases\": [\"Delivered\"]", StringComparison.Ordinal);
        Assert.Equal(unknown, await registry.RegisterAsync("other", aliased, cancellation: Stop));
        var redrive = new Redrive(proved.Live.Settings, registry, proved.Artifacts, TimeProvider.System, NullLogger.Instance);
        await foreach (
            var order in redrive.RunAsync(
                new RedriveRequest
                {
                    Selection = LetterSelection.All,
                    By = "test",
                    Why = "test",
                },
                Stop
            )
        )
            Assert.Equal(RedriveEnd.Released, order.End);

        var proof = Assert.Single(await proved.ProveAsync("refused", deep: true, Stop));

        Assert.Equal((ProofEnd.Equal, null, null), (proof.End, proof.First, proof.Why));
    }

    [Fact]
    public async Task a_sample_is_the_same_for_the_same_seed_and_holds_nothing_twice()
    {
        await using var proved = await ProvedDecisions.StartAsync(kafka, TestModel.Artifact());
        await proved.ScoreAsync(ProvedDecisions.Market(50));
        var search = new DecisionSearch(proved.Live.Settings, proved.Live.Registry);

        string[] one = [.. search.Sample(20, 7, Stop).Select(decision => decision.Score.OrderId)];

        Assert.Equal(20, one.Distinct().Count());
        Assert.Equal(one, search.Sample(20, 7, Stop).Select(decision => decision.Score.OrderId));
        Assert.NotEqual(one, search.Sample(20, 8, Stop).Select(decision => decision.Score.OrderId));
        Assert.Empty(search.ByOrder("unknown", Stop));
    }

    private static byte[] WithHistories(IEnumerable<MarketEvent> past)
    {
        var table = new HistoryTable();
        long deliveries = 0,
            reviews = 0;
        foreach (var occurred in past)
        {
            if (occurred.Delivery is { } delivery)
                table.Observe(delivery, new LogPosition(InputLog.Deliveries, 0, deliveries++));
            else
                table.Observe(occurred.Review!, new LogPosition(InputLog.Reviews, 0, reviews++));
        }

        using var histories = new MemoryStream();
        table.Save(histories, withPositions: false);
        return ArtifactWriter.Write(TestModel.Load().Content with { Histories = histories.ToArray() });
    }
}
