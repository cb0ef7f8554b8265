using Streaming.Audit;

namespace Streaming.Host.Configuration;

/// <summary>Opens what the settings name.</summary>
internal static class AuditSettings
{
    /// <summary>The audit trail and the artifacts.</summary>
    /// <param name="connectionString">Of another database than the configured one.</param>
    public static AuditStore OpenAudit(this Settings settings, TimeProvider clock, string? connectionString = null) =>
        AuditStore.Open(
            connectionString ?? settings.Postgres.ToConnectionString(),
            clock,
            artifactFolder: settings.Artifacts.Folder is { Length: > 0 } folder ? folder : null,
            twoPersons: settings.Promotion.TwoPersons
        );
}
