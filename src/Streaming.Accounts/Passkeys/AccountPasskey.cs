using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;

namespace Streaming.Accounts.Passkeys;

/// <summary>A passkey of an account: its public half, which opens nothing by itself.</summary>
public sealed record AccountPasskey
{
    /// <summary>The browser's id of it, in base64url.</summary>
    public required string Id { get; init; }

    /// <summary>What its owner calls it.</summary>
    public required string Name { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>COSE form.</summary>
    public required byte[] PublicKey { get; init; }

    /// <summary>Of the authenticator; 0 where it counts nothing.</summary>
    public required uint SignCount { get; init; }

    public required IReadOnlyList<string> Transports { get; init; }

    public required bool IsUserVerified { get; init; }

    public required bool IsBackupEligible { get; init; }

    public required bool IsBackedUp { get; init; }

    /// <summary>What the browser sent when it was made.</summary>
    public required byte[] AttestationObject { get; init; }

    /// <summary>Beside it.</summary>
    public required byte[] ClientDataJson { get; init; }

    public static string IdOf(byte[] credentialId) => Base64Url.EncodeToString(credentialId);

    internal static AccountPasskey Of(UserPasskeyInfo passkey) =>
        new()
        {
            Id = IdOf(passkey.CredentialId),
            Name = passkey.Name ?? "",
            CreatedAt = passkey.CreatedAt,
            PublicKey = passkey.PublicKey,
            SignCount = passkey.SignCount,
            Transports = passkey.Transports ?? [],
            IsUserVerified = passkey.IsUserVerified,
            IsBackupEligible = passkey.IsBackupEligible,
            IsBackedUp = passkey.IsBackedUp,
            AttestationObject = passkey.AttestationObject,
            ClientDataJson = passkey.ClientDataJson,
        };

    internal UserPasskeyInfo ToFramework() =>
        new(
            Base64Url.DecodeFromChars(Id),
            PublicKey,
            CreatedAt,
            SignCount,
            [.. Transports],
            IsUserVerified,
            IsBackupEligible,
            IsBackedUp,
            AttestationObject,
            ClientDataJson
        )
        {
            Name = Name,
        };
}
