using Streaming.Api;
using Streaming.Cases.Intake;
using Streaming.Host.Configuration;
using Streaming.Quality.Tables;
using Streaming.Scorer;

namespace Streaming.Host.Roles;

/// <summary>Every role that a process may have. A new one is a file beside this, a line here and its name in <see
/// cref="RunOptions"/>.</summary>
internal static class RoleTable
{
    /// <summary>In the order in which they are made.</summary>
    private static readonly IReadOnlyList<(string Name, Action<IServiceCollection, RoleRun> Add)> All =
    [
        (Role.Scorer, AddScorer),
        (Role.Api, AddApi),
        (Role.Trainer, (services, _) => services.AddSupervised<TrainerRole>(Role.Trainer)),
        (Role.Console, (services, _) => services.AddSupervised<ConsoleRole>(Role.Console)),
        (Role.Cases, AddCases),
        (Role.Notifier, (services, _) => services.AddSupervised<NotifierRole>(Role.Notifier)),
    ];

    /// <summary>Registers the roles with these names, each as an <see cref="IRole"/>.</summary>
    public static IServiceCollection AddRoles(this IServiceCollection services, RoleRun run, IReadOnlyList<string> names)
    {
        foreach (var (name, add) in All)
            if (names.Contains(name))
                add(services, run);
        return services;
    }

    /// <summary>The scorer alone may end the process: it is what the process is for, and a start anew repeats nothing of it.</summary>
    private static void AddScorer(IServiceCollection services, RoleRun run)
    {
        var rules = SchemaFile.Load(run.ConfigFolder!).OrderRules;
        services.AddScorer(run.Settings.Scorer.ToScorerSettings(run.Settings.Kafka.ToClientConfig(), rules));
        services.AddSingleton<IRole, ScorerRole>();
    }

    private static void AddApi(IServiceCollection services, RoleRun run)
    {
        services.AddApi(run.Settings.Api, run.Settings.Scorer.ToScorerSettings(run.Settings.Kafka.ToClientConfig()));
        services.AddSupervised<ApiRole>(Role.Api);
    }

    private static void AddCases(IServiceCollection services, RoleRun run)
    {
        services.AddSingleton(run.Settings.Cases.ToIntakeSettings(run.Settings.Kafka.ToClientConfig(), run.LogId));
        services.AddSingleton<CaseMetrics>();
        services.AddSingleton<CaseIntake>();
        services.AddSupervised<CasesRole>(Role.Cases);
    }

    private static void AddSupervised<T>(this IServiceCollection services, string name)
        where T : IRole =>
        services.AddSingleton<IRole>(provider => new SupervisedRole(
            ActivatorUtilities.CreateInstance<T>(provider),
            name,
            provider.GetRequiredService<RoleMetrics>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SupervisedRole>>()
        ));
}
