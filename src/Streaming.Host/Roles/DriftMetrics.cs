using Prometheus;
using Streaming.Audit;
using Streaming.Console.Queries;
using Streaming.Console.Queries.Overview;

namespace Streaming.Host.Roles;

/// <summary>The drift table of the overview as metrics: the model in service, the last 30 days of stream time.</summary>
internal sealed class DriftMetrics(IMetricFactory metrics)
{
    private static readonly string[] ByFeature = ["feature"];
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly Gauge orders = metrics.CreateGauge("drift_orders", "Orders of the last 30 days of stream time that drift is told of.");

    private readonly Gauge value = metrics.CreateGauge(
        "drift_value",
        "Population stability index against the training; feature probability is the score. Absent while there are too few orders.",
        ByFeature
    );

    private readonly Gauge limit = metrics.CreateGauge(
        "drift_limit",
        "What drift_value stays below without any change, with as many orders. Absent while there are too few orders.",
        ByFeature
    );

    private readonly Gauge missing = metrics.CreateGauge("drift_missing_ratio", "Share of the orders without a value, 0 to 1.", ByFeature);

    private readonly Gauge trained = metrics.CreateGauge(
        "drift_missing_at_training_ratio",
        "Share of the orders of the training without a value, 0 to 1.",
        ByFeature
    );

    private readonly Gauge unseen = metrics.CreateGauge(
        "drift_unseen_ratio",
        "Share of the orders with a category that the model does not know, 0 to 1.",
        ByFeature
    );

    /// <summary>Looks once a minute until it is stopped. While the database is away the figures are absent.</summary>
    public async Task RunAsync(OverviewQuery overview, TimeProvider clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Show((await overview.ReadAsync(Periods.Of(null), stop).ConfigureAwait(false)).Drift);
            }
            catch (Exception away) when (DatabaseFailure.Is(away) || away is OperationCanceledException)
            {
                Show(DriftView.None);
            }

            await Task.Delay(Period, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal void Show(DriftView drift)
    {
        orders.Set(drift.Orders);
        var lines = drift.Score is { } score ? drift.Features.Prepend(score).ToList() : [];
        lines.RemoveAll(line => !line.HasEnoughData);
        foreach (var gauge in (Gauge[])[value, limit, missing, trained, unseen])
        foreach (var labels in gauge.GetAllLabelValues().Where(labels => !lines.Exists(line => line.Feature == labels[0])))
            gauge.RemoveLabelled(labels);
        foreach (var line in lines)
        {
            value.WithLabels(line.Feature).Set(line.Psi!.Value);
            limit.WithLabels(line.Feature).Set(line.Limit!.Value);
            missing.WithLabels(line.Feature).Set(line.Missing);
            trained.WithLabels(line.Feature).Set(line.ReferenceMissing);
            unseen.WithLabels(line.Feature).Set(line.Unseen);
        }
    }
}
