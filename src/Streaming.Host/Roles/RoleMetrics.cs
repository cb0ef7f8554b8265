using Prometheus;

namespace Streaming.Host.Roles;

/// <summary>What the roles of a process have come through.</summary>
internal sealed class RoleMetrics(IMetricFactory metrics)
{
    public Counter Failures { get; } =
        metrics.CreateCounter("role_failures_total", "Failures of roles that were begun anew while the others went on, by role.", ["role"]);

    public Gauge AnchoringFailed { get; } =
        metrics.CreateGauge(
            "audit_anchoring_failed",
            "1 while the last try to anchor the audit trail outside the database has failed, else 0."
        );
}
