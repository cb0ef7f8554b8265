using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Tokens;

namespace Streaming.Accounts.OpenId;

/// <summary>
/// What follows from a provider's answer: a sign-in of our own, as a password begins one, or the sign-in page with the reason. For one
/// request.
/// </summary>
internal sealed class OpenIdEvents(AccountSettings settings, ProviderAccounts accounts, SignInService door, DoorLog log)
    : OpenIdConnectEvents
{
    private const string Somebody = "somebody";

    public override Task RedirectToIdentityProvider(RedirectContext context)
    {
        if (settings.PublicUrl is { } open)
            context.ProtocolMessage.RedirectUri = new Uri(open, OpenIdScheme.CallbackPath).ToString();
        return Task.CompletedTask;
    }

    public override Task RedirectToIdentityProviderForSignOut(RedirectContext context)
    {
        context.ProtocolMessage.ClientId = context.Options.ClientId; // no id token is kept that would say it
        if (settings.PublicUrl is { } open)
            context.ProtocolMessage.PostLogoutRedirectUri = new Uri(open, OpenIdScheme.SignedOutPath).ToString();
        return Task.CompletedTask;
    }

    /// <summary>The token is the provider's and for us: whose account is it?</summary>
    public override async Task TicketReceived(TicketReceivedContext context)
    {
        context.HandleResponse();
        var http = context.HttpContext;
        var person = await accounts.FindAsync(context.Principal!, http.RequestAborted).ConfigureAwait(false);
        if (person.Account is { } account)
        {
            await door.BeginAsync(http, account, settings.OpenId!.DisplayName, http.RequestAborted).ConfigureAwait(false);
            http.Response.Redirect(context.ReturnUri ?? "/");
            return;
        }

        log.Failed(person.Name is { Length: > 0 } name ? name : Somebody, SignInSessions.AddressOf(http), person.Why);
        Refuse(http, person.Refusal, context.ReturnUri);
    }

    public override Task RemoteFailure(RemoteFailureContext context)
    {
        context.HandleResponse();
        var refusal = ProviderRefusals.Of(context.Failure);
        log.Failed(
            Somebody,
            SignInSessions.AddressOf(context.HttpContext),
            $"by {settings.OpenId!.DisplayName}: {TokenFaults.Words(context.Failure)}"
        );
        Refuse(context.HttpContext, refusal, context.Properties?.RedirectUri);
        return Task.CompletedTask;
    }

    private static void Refuse(HttpContext http, string refusal, string? returnUrl) =>
        http.Response.Redirect(
            $"{AccountServices.SignInPath}?refused={refusal}"
                + (returnUrl is null ? "" : $"&returnUrl={Uri.EscapeDataString(returnUrl)}")
        );
}
