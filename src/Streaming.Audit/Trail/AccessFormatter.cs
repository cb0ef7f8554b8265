using System.Globalization;
using Streaming.Audit.Access;

namespace Streaming.Audit.Trail;

/// <summary>Events about who may do what, in words. Pure.</summary>
internal static class AccessFormatter
{
    /// <summary>What happened and the reason given; null for an event about something else.</summary>
    public static (string What, string Why)? Of(object happened) =>
        happened switch
        {
            SignedIn e => ($"{e.Name} signed in by {e.How} from {e.Address}", ""),
            SignInFailed e => ($"{e.Name} could not sign in from {e.Address}{Times(e.Times)}", e.Why),
            AccessRefused e => (
                $"{(e.Name.Length == 0 ? "somebody" : e.Name)} at {e.Address} was refused {e.Path}{Times(e.Times)}: permission "
                    + $"{e.Permission} is missing",
                ""
            ),
            ApprovalRefused e => ($"{e.Name} was refused to approve version {e.Version} of model {e.Model}", e.Why),
            SignedOutEverywhere e => ($"ended every sign-in of {e.Name}", ""),
            AccountMade e => ($"made the account of {e.Name}: {RolesOf(e.Roles)}", ""),
            RolesChanged e => ($"changed the roles of {e.Name} from {RolesOf(e.Before)} to {RolesOf(e.After)}", ""),
            AccountSwitched e => ($"{(e.IsEnabled ? "enabled" : "disabled")} the account of {e.Name}", ""),
            PasswordChanged e => ($"changed the password of {e.Name}", ""),
            PasskeyAdded e => ($"added passkey {e.Passkey} to the account of {e.Name}", ""),
            PasskeyRemoved e => ($"removed passkey {e.Passkey} from the account of {e.Name}", ""),
            SignInLinkMade e => (
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"made a link to sign in once as {e.Role}, until {e.Until:yyyy-MM-dd HH:mm} UTC"
                ),
                ""
            ),
            KeyMade e => ($"made key {e.Id} for {e.Name}: {string.Join(", ", e.Scopes)}", ""),
            KeyRevoked e => ($"revoked key {e.Id} of {e.Name}", ""),
            _ => null,
        };

    private static string Times(long times) => times == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {times} times");

    private static string RolesOf(IReadOnlyList<string> roles) => roles.Count == 0 ? "no role" : string.Join(", ", roles);
}
