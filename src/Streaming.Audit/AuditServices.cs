using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Streaming.Audit;

/// <summary>The audit store in a container.</summary>
public static class AuditServices
{
    /// <summary>Opens the store with the first use; the container disposes it. Uses the container's <see cref="TimeProvider"/>, or the
    /// system's clock where there is none.</summary>
    /// <param name="services">Get the store.</param>
    /// <inheritdoc cref="AuditStore.Open" path="/param"/>
    public static IServiceCollection AddAudit(
        this IServiceCollection services,
        string connectionString,
        string schemaName = "audit",
        string? artifactFolder = null
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        return services.AddSingleton(provider =>
            AuditStore.Open(connectionString, provider.GetRequiredService<TimeProvider>(), schemaName, artifactFolder)
        );
    }
}
