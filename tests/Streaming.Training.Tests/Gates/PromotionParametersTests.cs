using Streaming.Training;
using Streaming.Training.Gates;
using Xunit;

namespace Streaming.Training.Tests.Gates;

public sealed class PromotionParametersTests
{
    [Fact]
    public void a_number_out_of_range_is_refused_with_its_name_value_and_range() =>
        Assert.Equal("promotion parameter EceLimit is 2; allowed is 0.001 to 1", Refused(new PromotionParameters { EceLimit = 2 }));

    [Fact]
    public void a_metric_that_does_not_exist_is_refused_with_those_that_do() =>
        Assert.Equal("promotion parameter Metric is f1; allowed is pr_auc or roc_auc", Refused(new PromotionParameters { Metric = "f1" }));

    [Fact]
    public void shares_the_wrong_way_round_are_refused() =>
        Assert.Contains("UnsatisfiedFrom is 0.6", Refused(new PromotionParameters { UnsatisfiedFrom = 0.6 }));

    private static string Refused(PromotionParameters parameters) => Assert.Throws<TrainingException>(parameters.Validate).Message;
}
