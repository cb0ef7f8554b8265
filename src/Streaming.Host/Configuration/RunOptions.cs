namespace Streaming.Host.Configuration;

/// <summary>What <c>run</c> runs when it is not told.</summary>
public sealed record RunOptions
{
    /// <summary>Every role that this binary knows.</summary>
    public static readonly IReadOnlyList<string> KnownRoles = ["scorer", "trainer", "console"];

    /// <summary>Roles of this process. Default: the scorer.</summary>
    [Form("scorer|trainer|console", "scorer, trainer, console")]
    public IReadOnlyList<string> Roles { get; init; } = ["scorer"];
}
