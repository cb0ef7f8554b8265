namespace Streaming.Host.Configuration;

/// <summary>What <c>run</c> runs when it is not told.</summary>
public sealed record RunOptions
{
    /// <summary>Every role that this binary knows.</summary>
    public static readonly IReadOnlyList<string> KnownRoles = ["scorer"];

    /// <summary>Roles of this process. Default: all of them.</summary>
    [Form("scorer", "scorer")]
    public IReadOnlyList<string> Roles { get; init; } = KnownRoles;
}
