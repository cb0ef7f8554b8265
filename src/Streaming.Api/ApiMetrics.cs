using Prometheus;
using Streaming.Api.OnDemand;
using Streaming.Models.Policy;
using Streaming.Scorer;
using Streaming.Scorer.Monitoring;

namespace Streaming.Api;

/// <summary>What the API counts. A score counts once its answer was handed to the connection.</summary>
public sealed class ApiMetrics(IMetricFactory metrics)
{
    private readonly Counter predictions = metrics.CreateCounter(
        ScorerMetrics.PredictionsName,
        ScorerMetrics.PredictionsHelp,
        ["result", "source"]
    );

    private readonly Counter refused = metrics.CreateCounter(
        "api_refused_requests_total",
        "Requests that got no score, by code of the problem.",
        ["problem"]
    );

    private readonly Histogram orders = metrics.CreateHistogram(
        "api_request_orders",
        "Orders in a scored request.",
        new HistogramConfiguration { Buckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000] }
    );

    private readonly Gauge through = metrics.CreateGauge(
        "api_histories_stream_time_seconds",
        "Stream time that the histories of the last answer had reached, seconds since 1970 on the market's own clock."
    );

    public void Answered(AskedScores answer)
    {
        foreach (var score in answer.Scores)
            predictions.WithLabels(score.Score.Tier.Label(), "api").Inc();
        orders.Observe(answer.Scores.Count);
        if (answer.HistoriesThrough is { } reached)
            through.Set(reached.Milliseconds / 1000.0);
    }

    public void Refused(string problem) => refused.WithLabels(problem).Inc();
}
