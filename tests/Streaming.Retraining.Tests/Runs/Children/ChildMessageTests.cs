using Streaming.Audit.Runs;
using Streaming.Contracts.Gates;
using Streaming.Retraining.Runs;
using Streaming.Retraining.Runs.Children;
using Streaming.Retraining.Stages;
using Streaming.Retraining.Stages.Validation;
using Xunit;

namespace Streaming.Retraining.Tests.Runs.Children;

public sealed class ChildMessageTests
{
    [Fact]
    public void an_event_comes_through_as_it_was_told()
    {
        var told = new CandidateEvaluated(
            "a",
            "candidate",
            new Dictionary<string, Figure> { ["open.pr_auc"] = new(0.1, null, double.PositiveInfinity) },
            [new GateResult("ece", false, 0.03, 0.02, "at most")]
        );

        var heard = Assert.IsType<CandidateEvaluated>(ChildMessage.Find(ChildMessage.Of(told).ToLine())!.ToEvent());

        Assert.Equal(told.Metrics["open.pr_auc"], heard.Metrics["open.pr_auc"]);
        Assert.Equal(told.Gates, heard.Gates);
    }

    [Fact]
    public void what_libraries_print_is_no_message_and_does_not_hide_one()
    {
        var message = new ChildMessage(new StageProgress("fitting", 0.25, 3));

        Assert.Null(ChildMessage.Find("[LightGBM] [Info] done"));
        Assert.Equal(message.Progress, ChildMessage.Find("[LightGBM] no end of line" + message.ToLine())!.Progress);
    }

    [Fact]
    public void an_event_of_an_unknown_kind_is_refused_by_name()
    {
        var line = ChildMessage.Of(new RunCompleted(1)).ToLine().Replace(nameof(RunCompleted), "RunInvented", StringComparison.Ordinal);

        var refused = Assert.Throws<InvalidDataException>(() => ChildMessage.Find(line)!.ToEvent());

        Assert.Contains("RunInvented", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void a_request_is_one_line()
    {
        var request = new ChildRequest(new RunDefinition("m", "tables:a folder", -3, "{\n}"), "05-training", "aa", "bb", "in", "out");

        Assert.DoesNotContain('\n', ChildMessage.Write(request));
        Assert.Equal(request, ChildMessage.Read(ChildMessage.Write(request)));
    }
}
