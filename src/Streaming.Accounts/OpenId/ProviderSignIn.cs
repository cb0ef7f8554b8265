using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Tokens;

namespace Streaming.Accounts.OpenId;

/// <summary>Sends people to the identity provider and back. For one request.</summary>
public sealed class ProviderSignIn(OpenIdSettings settings, DoorLog log)
{
    /// <summary>What people call the provider.</summary>
    public string DisplayName => settings.DisplayName;

    /// <summary>Sends the browser to the provider.</summary>
    /// <param name="returnUrl">An address of this server, to which it comes back.</param>
    /// <returns>Whether it does; else the provider is away, and nothing was answered.</returns>
    public Task<bool> BeginAsync(HttpContext http, string returnUrl) =>
        TryAsync(http, () => http.ChallengeAsync(OpenIdScheme.Name, new AuthenticationProperties { RedirectUri = returnUrl }));

    /// <summary>Sends the browser to the provider, to end the sign-in there too.</summary>
    /// <returns>As <see cref="BeginAsync"/>.</returns>
    public Task<bool> EndAsync(HttpContext http) => TryAsync(http, () => http.SignOutAsync(OpenIdScheme.Name));

    private async Task<bool> TryAsync(HttpContext http, Func<Task> go)
    {
        try
        {
            await go().ConfigureAwait(false);
            return true;
        }
        catch (Exception failure) when (TokenFaults.IsAway(failure) && !http.RequestAborted.IsCancellationRequested)
        {
            log.Failed("somebody", SignInSessions.AddressOf(http), $"by {settings.DisplayName}: {TokenFaults.Words(failure)}");
            return false;
        }
    }
}
