using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Streaming.Accounts.Tokens;

namespace Streaming.Accounts.OpenId;

/// <summary>The framework's handler of the code flow, as this program uses it.</summary>
internal static class OpenIdScheme
{
    public const string Name = "openid";

    /// <summary>Where the provider sends the browser back to.</summary>
    public const string CallbackPath = "/account/openid";

    public const string SignedOutPath = "/account/openid/signed-out";

    /// <summary>So long may somebody take at the provider.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    /// <summary>So long is waited for an answer of the provider itself.</summary>
    private static readonly TimeSpan Answer = TimeSpan.FromSeconds(10);

    public static void AddOpenId(this AuthenticationBuilder authentication, OpenIdSettings settings)
    {
        authentication.Services.AddSingleton(settings);
        authentication.Services.AddScoped<ProviderAccounts>();
        authentication.Services.AddScoped<OpenIdEvents>();
        authentication.Services.AddScoped<ProviderSignIn>();
        authentication.AddOpenIdConnect(Name, options => Set(options, settings));
    }

    private static void Set(OpenIdConnectOptions options, OpenIdSettings settings)
    {
        (options.Authority, options.ClientId, options.ClientSecret) = (
            settings.Authority.ToString(),
            settings.ClientId,
            settings.ClientSecret
        );
        options.RequireHttpsMetadata = !settings.Authority.IsLoopback;
        (options.ResponseType, options.UsePkce) = (OpenIdConnectResponseType.Code, true);
        // an answer by form would come from another origin, which may change nothing here
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.Scope.Clear();
        foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            options.Scope.Add(scope);
        (options.MapInboundClaims, options.SaveTokens, options.DisableTelemetry) = (false, false, true);
        options.TokenHandler = new SignedTokens { MapInboundClaims = false };
        options.TokenValidationParameters.ValidAlgorithms = TokenRules.Algorithms;
        options.TokenValidationParameters.ClockSkew = TokenRules.ClockSkew;
        (options.CallbackPath, options.SignedOutCallbackPath) = (CallbackPath, SignedOutPath);
        options.RemoteSignOutPath = default; // sign-ins end here, or with their account
        options.SignedOutRedirectUri = AccountServices.SignInPath;
        options.SignInScheme = IdentityConstants.ApplicationScheme;
        options.EventsType = typeof(OpenIdEvents);
        (options.RemoteAuthenticationTimeout, options.BackchannelTimeout) = (Longest, Answer);
        foreach (var cookie in (CookieBuilder[])[options.NonceCookie, options.CorrelationCookie])
            (cookie.SameSite, cookie.SecurePolicy) = (SameSiteMode.Lax, CookieSecurePolicy.SameAsRequest);
        (options.NonceCookie.Name, options.CorrelationCookie.Name) = ("streaming-nonce.", "streaming-state.");
    }
}
