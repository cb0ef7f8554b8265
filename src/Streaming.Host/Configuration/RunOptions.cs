using Streaming.Contracts.Settings;

namespace Streaming.Host.Configuration;

/// <summary>The names of the roles.</summary>
public static class Role
{
    /// <summary>Scores the stream.</summary>
    public const string Scorer = "scorer";

    /// <summary>Scores what is asked over HTTP.</summary>
    public const string Api = "api";

    /// <summary>Works on training runs.</summary>
    public const string Trainer = "trainer";

    /// <summary>Shows the pages and fills their tables.</summary>
    public const string Console = "console";

    /// <summary>Makes cases of alerts.</summary>
    public const string Cases = "cases";

    /// <summary>Sends messages about cases.</summary>
    public const string Notifier = "notifier";
}

/// <summary>What <c>run</c> runs when no option says it.</summary>
public sealed record RunOptions
{
    /// <summary>Every role that this binary knows.</summary>
    public static readonly IReadOnlyList<string> KnownRoles =
    [
        Role.Scorer,
        Role.Api,
        Role.Trainer,
        Role.Console,
        Role.Cases,
        Role.Notifier,
    ];

    /// <summary>Roles of this process. Default: the scorer.</summary>
    [Form("scorer|api|trainer|console|cases|notifier", "scorer, api, trainer, console, cases, notifier")]
    public IReadOnlyList<string> Roles { get; init; } = [Role.Scorer];
}
