using Streaming.Contracts.Events;
using Streaming.Retraining.OneOff;
using Streaming.Retraining.Tests.Tracking.Mlflow;
using Streaming.Training;
using Streaming.Training.Candidates;
using Streaming.Training.Tests;
using Xunit;

namespace Streaming.Retraining.Tests.OneOff;

public sealed class TrainingRefusalTests
{
    [Fact]
    public void too_few_deliveries_are_refused_with_how_many_are_needed()
    {
        var message = Refused(SmallMarket.Events(300));
        Assert.Contains("300 delivered orders", message);
        Assert.Contains("at least 1000", message);
    }

    [Fact]
    public void no_review_at_all_is_refused() => Assert.Contains("no review", Refused(SmallMarket.Events(1200, reviewed: 0)));

    [Fact]
    public void customers_who_are_all_satisfied_are_refused()
    {
        var message = Refused([
            .. SmallMarket
                .Events(1200)
                .Select(given => given.Review is { } review ? new MarketEvent(review with { ReviewScore = 5 }) : given),
        ]);
        Assert.Contains("0 unsatisfied", message);
        Assert.Contains("needs both", message);
    }

    [Fact]
    public void a_setting_out_of_range_is_refused_with_its_name_value_and_range()
    {
        var message = Assert.Throws<TrainingException>(() => With(new CandidateParameters { LearningRate = 1.5 }).Validate()).Message;
        Assert.Equal("training parameter Candidates:odd:LearningRate is 1.5; allowed is 0.001 to 1", message);
    }

    [Theory]
    [InlineData("nobody", "Search:Candidate is 'nobody'; allowed is odd")]
    [InlineData("odd", "Search:LeavesFrom is 30; allowed is at most Search:LeavesTo, 20")]
    public void a_search_that_cannot_be_done_is_refused(string candidate, string expected)
    {
        var parameters = With(new CandidateParameters()) with
        {
            Search = new SearchParameters { Candidate = candidate, LeavesFrom = 30 },
        };
        Assert.Contains(expected, Assert.Throws<TrainingException>(parameters.Validate).Message);
    }

    [Fact]
    public void a_candidates_name_that_cannot_name_a_file_is_refused()
    {
        var parameters = new TrainingParameters { Candidates = new Dictionary<string, CandidateParameters> { ["../x"] = new() } };
        Assert.Contains("'../x'", Assert.Throws<TrainingException>(parameters.Validate).Message);
    }

    private static TrainingParameters With(CandidateParameters candidate) =>
        new() { Candidates = new Dictionary<string, CandidateParameters> { ["odd"] = candidate } };

    [Fact]
    public void a_cancelled_training_stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() =>
            OneOffTraining.Run(new TrainingRequest { Events = SmallMarket.Events(1200), DataHash = "x" }, null, cancelled.Token)
        );
    }

    private static string Refused(IReadOnlyList<MarketEvent> events) =>
        Assert.Throws<TrainingException>(() => OneOffTraining.Run(new TrainingRequest { Events = events, DataHash = "x" })).Message;
}
