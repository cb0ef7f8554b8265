using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Kafka.Registry;

namespace Streaming.Console.Projection;

/// <summary>The projector in a process.</summary>
public static class ProjectorServices
{
    /// <summary>Fills the console's tables from the topics while the process runs. Needs <see cref="ConsoleDatabase"/>,
    /// <see cref="AuditStore"/>, <see cref="ISchemaRegistry"/> and <see cref="TimeProvider"/> in the container.</summary>
    public static IServiceCollection AddProjector(this IServiceCollection services, ProjectorSettings settings)
    {
        services.AddSingleton(provider => new Projector(
            provider.GetRequiredService<ConsoleDatabase>(),
            settings,
            provider.GetRequiredService<ISchemaRegistry>(),
            provider.GetRequiredService<AuditStore>().Artifacts.FindAsync,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<Projector>>()
        ));
        services.AddSingleton<IProjectionState>(provider => provider.GetRequiredService<Projector>());
        services.AddHostedService(provider => provider.GetRequiredService<Projector>());
        return services;
    }
}
