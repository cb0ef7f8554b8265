using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Streaming.Accounts.Tests;

/// <summary>
/// An identity provider that we did not write, OpenIddict, on the loopback: everybody who comes is the one person that a test says. With
/// <see cref="Lie"/> its tokens are changed on their way out.
/// </summary>
internal sealed class TestProvider : IAsyncDisposable
{
    public const string ClientId = "streaming";
    public const string ClientSecret = "a secret of both";
    public const string Audience = "streaming-api";

    private readonly WebApplication app;

    private TestProvider(WebApplication app, SecurityKey key) => (this.app, Key) = (app, key);

    public Uri Address => new(app.Urls.First());

    /// <summary>With which its tokens are signed.</summary>
    public SecurityKey Key { get; }

    public string Subject { get; set; } = "4711";

    public string? Name { get; set; } = "Ana";

    public IReadOnlyList<string> Groups { get; set; } = ["care"];

    /// <summary>Somebody presses "no".</summary>
    public bool Denies { get; set; }

    /// <summary>Makes another id token of the true one; null: the true one.</summary>
    public Func<JsonWebToken, string>? Lie { get; set; }

    /// <summary>Whether the code came with the proof that PKCE asks for.</summary>
    public bool HasSeenProof { get; private set; }

    public static async Task<TestProvider> StartAsync(int port = 0)
    {
        var key = new RsaSecurityKey(RSA.Create(2048)) { KeyId = "true" };
        TestProvider? provider = null;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddOpenIddict().AddServer(server => Configure(server, key, () => provider!));
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        await app.StartAsync();
        return provider = new TestProvider(app, key);
    }

    /// <summary>A token that is signed with a key, and says what a test wants.</summary>
    public static string Signed(
        IReadOnlyDictionary<string, object> claims,
        SecurityKey? key,
        string algorithm = SecurityAlgorithms.RsaSha256
    )
    {
        var handler = new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false };
        return handler.CreateToken(
            new SecurityTokenDescriptor
            {
                Claims = claims.ToDictionary(),
                SigningCredentials = key is null ? null : new SigningCredentials(key, algorithm),
            }
        );
    }

    /// <summary>The claims of a token, to be changed.</summary>
    public static Dictionary<string, object> ClaimsOf(JsonWebToken token) =>
        token
            .Claims.GroupBy(claim => claim.Type)
            .ToDictionary(
                group => group.Key,
                group =>
                    group.Count() > 1 ? group.Select(claim => claim.Value).ToArray()
                    : long.TryParse(group.First().Value, out var number) && group.Key is "exp" or "iat" or "nbf"
                        ? number
                        : (object)group.First().Value
            );

    /// <summary>A program's token for the API, by the client credentials flow.</summary>
    public async Task<string> AccessTokenAsync(params string[] scopes)
    {
        using var client = new HttpClient { BaseAddress = Address };
        using var answer = await client.PostAsync(
            new Uri("/token", UriKind.Relative),
            new FormUrlEncodedContent([
                new("grant_type", "client_credentials"),
                new("client_id", ClientId),
                new("client_secret", ClientSecret),
                new("scope", string.Join(' ', scopes)),
            ])
        );
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, body);
        return System.Text.Json.JsonElement.Parse(body).GetProperty("access_token").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static void Configure(OpenIddictServerBuilder server, SecurityKey key, Func<TestProvider> provider)
    {
        server
            .EnableDegradedMode() // no store of clients: the handlers below say who is one
            .SetAuthorizationEndpointUris("authorize")
            .SetTokenEndpointUris("token")
            .SetEndSessionEndpointUris("logout")
            .AllowAuthorizationCodeFlow()
            .AllowClientCredentialsFlow()
            .RequireProofKeyForCodeExchange()
            .RegisterScopes("openid", "profile", "orders.score", "metrics.read")
            .AddEphemeralEncryptionKey()
            .AddSigningKey(key)
            .DisableAccessTokenEncryption();
        server.UseAspNetCore().DisableTransportSecurityRequirement();
        On<ValidateAuthorizationRequestContext>(
            server,
            context =>
            {
                if (context.ClientId != ClientId || context.RedirectUri?.EndsWith("/account/openid", StringComparison.Ordinal) != true)
                    context.Reject(Errors.InvalidClient, "unknown");
            }
        );
        On<ValidateTokenRequestContext>(
            server,
            context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                    context.Reject(Errors.InvalidClient, "unknown");
                provider().HasSeenProof |= context.Request.CodeVerifier is { Length: > 40 };
            }
        );
        On<HandleAuthorizationRequestContext>(
            server,
            context =>
            {
                if (provider().Denies)
                    context.Reject(Errors.AccessDenied, "no");
                else
                    context.Principal = provider().Person(context.Request.GetScopes());
            }
        );
        On<HandleTokenRequestContext>(
            server,
            context =>
            {
                if (context.Request.IsClientCredentialsGrantType())
                    context.Principal = Program(context.Request.GetScopes());
            }
        );
        On<ValidateEndSessionRequestContext>(server, _ => { });
        On<HandleEndSessionRequestContext>(server, context => context.SignOut());
        server.AddEventHandler<ApplyTokenResponseContext>(handler =>
            handler
                .UseInlineHandler(context =>
                {
                    if (provider().Lie is { } lie && context.Response.IdToken is { } token)
                        context.Response.IdToken = lie(new JsonWebToken(token));
                    return default;
                })
                .SetOrder(int.MinValue)
        );
    }

    private static void On<T>(OpenIddictServerBuilder server, Action<T> act)
        where T : BaseContext =>
        server.AddEventHandler<T>(handler =>
            handler.UseInlineHandler(context =>
            {
                act(context);
                return default;
            })
        );

    private static ClaimsPrincipal Program(IEnumerable<string> scopes)
    {
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Claims.Subject, "shop")], "test"));
        principal.SetScopes(scopes);
        principal.SetResources(Audience);
        return principal;
    }

    private ClaimsPrincipal Person(IEnumerable<string> scopes)
    {
        var identity = new ClaimsIdentity("test");
        identity.AddClaim(new Claim(Claims.Subject, Subject));
        if (Name is not null)
            identity.AddClaim(new Claim(Claims.PreferredUsername, Name));
        foreach (var group in Groups)
            identity.AddClaim(new Claim("groups", group));
        var principal = new ClaimsPrincipal(identity);
        principal.SetScopes(scopes);
        principal.SetDestinations(_ => [Destinations.IdentityToken]);
        return principal;
    }
}
