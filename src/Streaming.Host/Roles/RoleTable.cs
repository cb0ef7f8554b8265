using Streaming.Host.Configuration;

namespace Streaming.Host.Roles;

/// <summary>Every role that a process may have. A new one is a file beside this, a line here and its name in <see
/// cref="RunOptions"/>.</summary>
internal static class RoleTable
{
    /// <summary>In the order in which they are made; each is given those made before it.</summary>
    private static readonly IReadOnlyList<(string Name, Func<RoleParts, IReadOnlyList<IRole>, IRole> Make)> All =
    [
        (Role.Scorer, (parts, _) => new ScorerRole(parts)),
        (Role.Api, (parts, made) => new ApiRole(parts, made.OfType<ScorerRole>().FirstOrDefault()?.Models)),
        (Role.Trainer, (parts, _) => new TrainerRole(parts)),
        (Role.Console, (parts, _) => new ConsoleRole(parts)),
    ];

    /// <summary>Makes the roles with these names into <paramref name="made"/>, so that those made before a failure can be
    /// disposed.</summary>
    public static void Make(IReadOnlyList<string> names, RoleParts parts, List<IRole> made)
    {
        foreach (var (name, make) in All)
            if (names.Contains(name))
                made.Add(Supervised(name, make(parts, made), parts));
    }

    /// <summary>The scorer alone may end the process: it is what the process is for, and a start anew repeats nothing of it.</summary>
    private static IRole Supervised(string name, IRole role, RoleParts parts) =>
        name == Role.Scorer
            ? role
            : new SupervisedRole(
                role,
                name,
                new RoleMetrics(Prometheus.Metrics.DefaultFactory),
                parts.Clock,
                parts.Logs.CreateLogger<SupervisedRole>()
            );
}
