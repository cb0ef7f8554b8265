namespace Streaming.Audit.Access;

/// <summary>Somebody has signed in.</summary>
/// <param name="How">Password, link, passkey, or the name of a provider.</param>
/// <param name="Address">Of the machine that asked.</param>
public sealed record SignedIn(string Name, string How, string Address);

/// <summary>Somebody could not sign in. Several within some seconds are one event.</summary>
/// <param name="Name">As it was given; the account need not exist.</param>
/// <param name="Why">In words.</param>
/// <param name="Times">1 or more.</param>
public sealed record SignInFailed(string Name, string Address, string Why, long Times);

/// <summary>Somebody asked for what the roles do not allow. Several within some seconds are one event.</summary>
/// <param name="Name">Of the person or key; empty where nobody was signed in.</param>
/// <param name="Permission">The one that was missing.</param>
/// <param name="Path">What was asked for.</param>
/// <param name="Times">1 or more.</param>
public sealed record AccessRefused(string Name, string Permission, string Path, string Address, long Times);

/// <summary>Somebody was not let approve a version alone, where two persons have to put a model into service.</summary>
/// <param name="Name">Who asked.</param>
/// <param name="Model">Its name.</param>
/// <param name="Why">The rule, and what stands against this person.</param>
public sealed record ApprovalRefused(string Name, string Model, string Version, string Why);

/// <summary>Somebody has ended all sign-ins of an account.</summary>
public sealed record SignedOutEverywhere(string Name, string By);

/// <summary>An account was made.</summary>
public sealed record AccountMade(string Name, IReadOnlyList<string> Roles, string By);

/// <summary>An account has other roles.</summary>
public sealed record RolesChanged(string Name, IReadOnlyList<string> Before, IReadOnlyList<string> After, string By);

/// <summary>An account can no longer sign in, or can again.</summary>
public sealed record AccountSwitched(string Name, bool IsEnabled, string By);

/// <summary>An account has another password.</summary>
public sealed record PasswordChanged(string Name, string By);

/// <summary>An account has one more passkey, with which its owner signs in.</summary>
/// <param name="Passkey">What its owner calls it.</param>
public sealed record PasskeyAdded(string Name, string Passkey);

/// <summary>A passkey of an account opens nothing any more.</summary>
/// <param name="Passkey">What its owner calls it.</param>
public sealed record PasskeyRemoved(string Name, string Passkey);

/// <summary>A link was made with which somebody may sign in once.</summary>
/// <param name="Role">What the new account will be.</param>
public sealed record SignInLinkMade(string Role, DateTimeOffset Until, string By);

/// <summary>A program was given a key.</summary>
/// <param name="Id">The key's first characters, by which people tell keys apart.</param>
public sealed record KeyMade(string Id, string Name, IReadOnlyList<string> Scopes, string By);

/// <summary>A key is no longer taken.</summary>
public sealed record KeyRevoked(string Id, string Name, string By);

/// <summary>Every kind of event about who may do what, by the name that is stored and hashed: it never changes, whatever the type is
/// called.</summary>
internal static class AccessEventTypes
{
    public static readonly IReadOnlyDictionary<Type, string> Stored = new Dictionary<Type, string>
    {
        [typeof(SignedIn)] = "signed_in",
        [typeof(SignInFailed)] = "sign_in_failed",
        [typeof(AccessRefused)] = "access_refused",
        [typeof(ApprovalRefused)] = "approval_refused",
        [typeof(SignedOutEverywhere)] = "signed_out_everywhere",
        [typeof(AccountMade)] = "account_made",
        [typeof(RolesChanged)] = "roles_changed",
        [typeof(AccountSwitched)] = "account_switched",
        [typeof(PasswordChanged)] = "password_changed",
        [typeof(PasskeyAdded)] = "passkey_added",
        [typeof(PasskeyRemoved)] = "passkey_removed",
        [typeof(SignInLinkMade)] = "sign_in_link_made",
        [typeof(KeyMade)] = "key_made",
        [typeof(KeyRevoked)] = "key_revoked",
    };
}
