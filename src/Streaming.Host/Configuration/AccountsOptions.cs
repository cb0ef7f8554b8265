namespace Streaming.Host.Configuration;

/// <summary>Who may open the pages and ask the API.</summary>
public sealed record AccountsOptions
{
    /// <summary>
    /// <c>required</c>: people sign in with an account, programs send a key. <c>off</c>: whoever reaches the loopback is this machine's own
    /// user, with every right. Default <c>required</c>.
    /// </summary>
    public SignIn SignIn { get; init; } = SignIn.Required;
}

/// <summary>Whether people and programs have to say who they are.</summary>
public enum SignIn
{
    Required,
    Off,
}
