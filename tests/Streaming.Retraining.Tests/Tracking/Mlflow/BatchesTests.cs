using Streaming.Retraining.Tracking.Mlflow;
using Xunit;

namespace Streaming.Retraining.Tests.Tracking.Mlflow;

public sealed class BatchesTests
{
    [Fact]
    public void nothing_to_log_is_no_request() => Assert.Empty(Batches.Of("r", new MlflowRunData([], [], [])));

    [Theory]
    [InlineData(1000, 0, 0, 1)]
    [InlineData(1001, 0, 0, 2)]
    [InlineData(0, 101, 0, 2)]
    [InlineData(0, 0, 101, 2)]
    [InlineData(900, 100, 1, 2)]
    [InlineData(2500, 250, 150, 6)]
    public void no_request_is_above_the_servers_limits_and_nothing_is_lost(int metrics, int parameters, int tags, int requests)
    {
        var batches = Batches
            .Of(
                "r",
                new MlflowRunData(
                    [.. Enumerable.Range(0, metrics).Select(i => new MlflowMetric($"m{i}", i, 1))],
                    [.. Enumerable.Range(0, parameters).Select(i => new MlflowParameter($"p{i}", "v"))],
                    [.. Enumerable.Range(0, tags).Select(i => new MlflowTag($"t{i}", "v"))]
                )
            )
            .ToList();
        Assert.Equal(requests, batches.Count);
        Assert.All(
            batches,
            batch =>
            {
                Assert.InRange(batch.Metrics.Count, 0, 1000);
                Assert.InRange(batch.Params.Count, 0, 100);
                Assert.InRange(batch.Tags.Count, 0, 100);
                Assert.InRange(batch.Metrics.Count + batch.Params.Count + batch.Tags.Count, 1, 1000);
            }
        );
        Assert.Equal(
            Enumerable.Range(0, metrics).Select(i => $"m{i}"),
            batches.SelectMany(batch => batch.Metrics).Select(metric => metric.Key)
        );
        Assert.Equal(
            Enumerable.Range(0, parameters).Select(i => $"p{i}"),
            batches.SelectMany(batch => batch.Params).Select(parameter => parameter.Key)
        );
        Assert.Equal(Enumerable.Range(0, tags).Select(i => $"t{i}"), batches.SelectMany(batch => batch.Tags).Select(tag => tag.Key));
    }

    [Fact]
    public void long_values_are_spread_so_that_no_body_is_too_large()
    {
        var parameters = Enumerable.Range(0, 100).Select(i => new MlflowParameter($"p{i}", new string('ä', 6000))).ToList();
        var batches = Batches.Of("r", new MlflowRunData(Params: parameters)).ToList();
        Assert.Equal(100, batches.Sum(batch => batch.Params.Count));
        Assert.All(
            batches,
            batch => Assert.InRange(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(batch, MlflowHttp.Json).Length, 1, 1_000_000)
        );
    }
}
