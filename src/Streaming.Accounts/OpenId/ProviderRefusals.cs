using Streaming.Accounts.Tokens;

namespace Streaming.Accounts.OpenId;

/// <summary>Why somebody could not sign in by the identity provider: a code for addresses, and words for people.</summary>
public static class ProviderRefusals
{
    public const string Away = "away";
    public const string Untrue = "untrue";
    public const string Denied = "denied";
    public const string NoRole = "no-role";
    public const string NoName = "no-name";
    public const string NameTaken = "name-taken";
    public const string Disabled = "disabled";

    private const string StillLocal = "Whoever has a password here can sign in with it.";

    /// <summary>Every code.</summary>
    public static readonly IReadOnlyList<string> All = [Away, Untrue, Denied, NoRole, NoName, NameTaken, Disabled];

    /// <summary>What the sign-in page says.</summary>
    /// <param name="code">From an address, so it may be anything.</param>
    /// <param name="provider">What people call it.</param>
    /// <returns>Null for no code.</returns>
    public static string? Words(string? code, string provider) =>
        code switch
        {
            Away => $"The sign-in by {provider} cannot be reached just now. Try again in a minute. {StillLocal}",
            Untrue => $"What came back from {provider} does not hold, so nobody was signed in. Begin again here; when it happens again, "
                + $"tell whoever runs this program: the audit trail has the reason. {StillLocal}",
            Denied => $"{Capital(provider)} did not let you sign in here, or you cancelled it.",
            NoRole => $"{Capital(provider)} knows you, but none of your groups gives a role here. Ask whoever manages the groups.",
            NoName => $"{Capital(provider)} sends no name that an account here may have. Whoever runs this program names another claim: "
                + "Accounts:OpenId:NameClaim.",
            NameTaken => $"There is an account of your name here that is not the one of {provider}. Sign in with its password, or ask "
                + "somebody with the role admin.",
            Disabled => "Your account here is disabled. Ask somebody with the role admin.",
            _ => null,
        };

    internal static string Of(Exception? failure) =>
        failure is { Data: var data } && data["error"] is "access_denied" ? Denied
        : TokenFaults.IsAway(failure) ? Away
        : Untrue;

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
}
