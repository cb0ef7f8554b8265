using Streaming.Contracts.Gates;
using Streaming.Models;
using Streaming.Retraining.OneOff;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Gates;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.OneOff;

public sealed class GateMarksTests
{
    private static readonly TrainingPlan Plan = new()
    {
        Parameters = new TrainingParameters
        {
            RollingFolds = 1,
            BootstrapDraws = 50,
            Candidates = new Dictionary<string, CandidateParameters>
            {
                ["one"] = new()
                {
                    Family = CandidateFamily.FastTree,
                    Trees = 20,
                    MinimumRowsPerLeaf = 20,
                },
            },
        },
    };

    [Fact]
    public void a_training_whose_candidate_fails_a_gate_says_so_in_its_artifact_and_nothing_else_of_it_differs()
    {
        var (passing, failing) = (
            Train(new PromotionParameters { EceLimit = 1, RedPrecisionFloor = 0 }),
            Train(
                new PromotionParameters
                {
                    EceLimit = 1,
                    RedPrecisionFloor = 0,
                    RocAucFloor = 0.99,
                }
            )
        );
        var (plain, marked) = (ServingModel.Load(passing.Artifact, passing.Sha256), ServingModel.Load(failing.Artifact, failing.Sha256));

        Assert.Empty(passing.Failed);
        Assert.Empty(GateMarks.Of(plain));
        Assert.Equal(["roc_auc_open"], failing.Failed.Select(gate => gate.Gate));
        var mark = Assert.Single(GateMarks.Of(marked));
        Assert.Equal(("roc_auc_open", false, 0.99), (mark.Gate, mark.Passed, mark.Limit));
        Assert.Equal(failing.Failed[0].Value, mark.Value);
        Assert.Contains(failing.Notes, note => note.StartsWith("one would not be promoted: roc_auc_open (", StringComparison.Ordinal));
        Assert.Equal(plain.Content.Forest.Arrays.LeafValues, marked.Content.Forest.Arrays.LeafValues);
        Assert.Equal(plain.Content.Histories.ToArray(), marked.Content.Histories.ToArray());
        Assert.NotEqual(passing.Sha256, failing.Sha256);
    }

    [Fact]
    public void an_artifact_that_failed_nothing_keeps_its_bytes_also_when_something_waits()
    {
        byte[] artifact = [1, 2, 3];
        Assert.Same(
            artifact,
            GateMarks.Marked(artifact, [new GateResult("a", true, 1, 0, "r"), new GateResult("b", false, 1, 2, "r", Waiting: true)])
        );
    }

    private static TrainingResult Train(PromotionParameters promotion) =>
        OneOffTraining.Run(
            new TrainingRequest
            {
                Events = SmallMarket.Events(2500),
                DataHash = "x",
                Plan = Plan with { Promotion = promotion },
            },
            null,
            TestContext.Current.CancellationToken
        );
}
