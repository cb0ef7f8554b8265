namespace Streaming.Host.Configuration;

/// <summary>The names of the roles.</summary>
public static class Role
{
    /// <summary>Scores the stream.</summary>
    public const string Scorer = "scorer";

    /// <summary>Scores what is asked over HTTP.</summary>
    public const string Api = "api";
}

/// <summary>What <c>run</c> runs when it is not told.</summary>
public sealed record RunOptions
{
    /// <summary>Every role that this binary knows.</summary>
    public static readonly IReadOnlyList<string> KnownRoles = [Role.Scorer, Role.Api];

    /// <summary>Roles of this process. Default: all of them.</summary>
    [Form("scorer|api", "scorer, api")]
    public IReadOnlyList<string> Roles { get; init; } = KnownRoles;
}
