using Marten.Schema;
using Streaming.Accounts.Passkeys;

namespace Streaming.Accounts.Users;

/// <summary>Somebody who may sign in. Mutable, because the framework's managers fill it in; kept as one document.</summary>
public sealed class Account
{
    /// <summary>Random; never shown.</summary>
    public string Id { get; set; } = Guid.NewGuid().ToString("N");

    /// <summary>As people write it; events record it.</summary>
    public string Name { get; set; } = "";

    /// <summary>By which it is found, whatever its case; no two accounts share one.</summary>
    public string NormalizedName { get; set; } = "";

    /// <summary>Null where somebody signs in elsewhere only.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes when every sign-in has to end.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>See <see cref="Streaming.Web.Access.Roles"/>.</summary>
    public List<string> Roles { get; set; } = [];

    /// <summary>An account that may not sign in, whatever its password.</summary>
    public bool IsDisabled { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Wrong passwords since the last right one or lockout.</summary>
    public int FailedSignIns { get; set; }

    /// <summary>Lockouts since the last right password; each is twice as long as the one before.</summary>
    public int Lockouts { get; set; }

    /// <summary>No password counts before; null while none ever was wrong.</summary>
    public DateTimeOffset? LockedUntil { get; set; }

    /// <summary><c>en</c> or <c>pt</c>; null: as the browser asks.</summary>
    public string? Language { get; set; }

    /// <summary>The same person at identity providers.</summary>
    public List<ExternalLogin> Logins { get; set; } = [];

    /// <summary>With which the person signs in without a password.</summary>
    public List<AccountPasskey> Passkeys { get; set; } = [];

    /// <summary>Of this state of the document: two writers at once are noticed.</summary>
    [Version]
    public Guid Revision { get; set; }
}

/// <param name="Provider">Its address.</param>
/// <param name="Key">The provider's own id of the person.</param>
public sealed record ExternalLogin(string Provider, string Key, string DisplayName);
