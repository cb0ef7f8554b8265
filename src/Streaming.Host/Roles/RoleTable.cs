namespace Streaming.Host.Roles;

/// <summary>Every role that a process may have. A new one is a file beside this, a line here and its name in <see cref="Configuration.RunOptions"/>.</summary>
internal static class RoleTable
{
    public static readonly IReadOnlyDictionary<string, Func<RoleParts, IRole>> All = new Dictionary<string, Func<RoleParts, IRole>>
    {
        ["scorer"] = parts => new ScorerRole(parts),
        ["trainer"] = parts => new TrainerRole(parts),
        ["console"] = parts => new ConsoleRole(parts),
    };
}
