using System.Buffers.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Audit.Access;
using Streaming.Contracts.Rules;

namespace Streaming.Accounts.Passkeys;

/// <summary>Passkeys: added and removed by their owner, and signed in with. For one request.</summary>
/// <param name="framework">Makes and checks challenges.</param>
public sealed class PasskeySignIn(
    SignInManager<Account> framework,
    AccountManager accounts,
    AccountAdministration administration,
    SignInService door,
    DoorLog log,
    AuditStore audit
)
{
    public const string Refusal = "The passkey was not taken. Try again, or sign in with your password.";

    /// <summary>Passkeys of one account.</summary>
    public const int Most = 20;

    private const int LongestName = 60;
    private const int LongestCredential = 20_000;

    /// <summary>What a browser needs to make a passkey for the account.</summary>
    /// <exception cref="AccountsException">There is no such account, or it has too many.</exception>
    public async Task<string> CreationOptionsAsync(string name)
    {
        var account = await administration.FindAsync(name).ConfigureAwait(false);
        if (account.Passkeys.Count >= Most)
            throw new AccountsException($"An account has up to {Most} passkeys; remove one first.");
        return await framework
            .MakePasskeyCreationOptionsAsync(
                new()
                {
                    Id = account.Id,
                    Name = account.Name,
                    DisplayName = account.Name,
                }
            )
            .ConfigureAwait(false);
    }

    /// <summary>Keeps the passkey that a browser has made.</summary>
    /// <param name="name">Of the account.</param>
    /// <param name="credential">JSON, as the browser's own API writes it.</param>
    /// <param name="label">What its owner calls it.</param>
    /// <exception cref="AccountsException">It is not the answer to the challenge, or the label is not allowed.</exception>
    public async Task AddAsync(string name, string credential, string label, CancellationToken cancellation)
    {
        label = label.Trim();
        if (label.Length is 0 or > LongestName || PlainText.HasControl(label) || PlainText.HasDirectionMark(label))
            throw new AccountsException(
                $"The passkey's name is '{PlainText.Visible(label)}'; allowed: 1 to {LongestName} plain characters."
            );
        var account = await administration.FindAsync(name).ConfigureAwait(false);
        if (
            await TryAsync(credential, framework.PerformPasskeyAttestationAsync).ConfigureAwait(false)
                is not { Succeeded: true, Passkey: { } made } done
            || done.UserEntity?.Id != account.Id
        )
            throw new AccountsException("The browser's passkey was not taken. Try again.");
        made.Name = label;
        await audit
            .Access.RecordAsync(account.Name, new PasskeyAdded(account.Name, label), account.Name, cancellation)
            .ConfigureAwait(false);
        if (!(await accounts.AddOrUpdatePasskeyAsync(account, made).ConfigureAwait(false)).Succeeded)
            throw new AccountsException("The account was changed at the same moment. Try again.");
    }

    /// <summary>The passkey opens nothing any more.</summary>
    /// <param name="name">Of the account.</param>
    /// <param name="id">Of the passkey; another one is passed over.</param>
    public async Task RemoveAsync(string name, string id, CancellationToken cancellation)
    {
        var account = await administration.FindAsync(name).ConfigureAwait(false);
        if (account.Passkeys.FirstOrDefault(passkey => passkey.Id == id) is not { } gone)
            return;
        await audit
            .Access.RecordAsync(account.Name, new PasskeyRemoved(account.Name, gone.Name), account.Name, cancellation)
            .ConfigureAwait(false);
        if (!(await accounts.RemovePasskeyAsync(account, Base64Url.DecodeFromChars(id)).ConfigureAwait(false)).Succeeded)
            throw new AccountsException("The account was changed at the same moment. Try again.");
    }

    /// <summary>What a browser needs to sign in with any passkey that it has for this server.</summary>
    public Task<string> RequestOptionsAsync() => framework.MakePasskeyRequestOptionsAsync(null);

    /// <summary>Signs the browser in.</summary>
    /// <param name="credential">JSON, as the browser's own API writes it.</param>
    /// <returns>Null when it is signed in, else why not, for people.</returns>
    public async Task<string?> SignInAsync(HttpContext http, string credential, CancellationToken cancellation)
    {
        var address = SignInSessions.AddressOf(http);
        if (
            await TryAsync(credential, framework.PerformPasskeyAssertionAsync).ConfigureAwait(false)
            is not { Succeeded: true, User: { } account, Passkey: { } used }
        )
        {
            log.Failed("somebody", address, "a passkey that is not taken");
            return Refusal;
        }

        if (account.IsDisabled)
        {
            log.Failed(account.Name, address, "the account is disabled");
            return Refusal;
        }

        if (!(await accounts.AddOrUpdatePasskeyAsync(account, used).ConfigureAwait(false)).Succeeded)
            return Refusal; // somebody else counts on: a count that is not kept would let a copied key pass
        await door.BeginAsync(http, account, "passkey", cancellation).ConfigureAwait(false);
        return null;
    }

    /// <summary>The framework throws where no challenge was asked for, or the text is no JSON: that is nobody's fault here.</summary>
    private static async Task<T?> TryAsync<T>(string credential, Func<string, Task<T>> perform)
        where T : class
    {
        if (credential.Length is 0 or > LongestCredential)
            return null;
        try
        {
            return await perform(credential).ConfigureAwait(false);
        }
        catch (Exception odd) when (odd is InvalidOperationException or JsonException or FormatException or ArgumentException)
        {
            return null;
        }
    }
}
