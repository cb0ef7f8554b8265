using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Accounts.Tokens;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tests;

/// <summary>Signed access tokens of programs, from an issuer that we did not write, and forged ones.</summary>
public sealed class TokensOnPostgres(PostgresFixture postgres)
{
    private static readonly Dictionary<string, Func<JsonWebToken, SecurityKey, string>> Forged = new()
    {
        ["of another issuer"] = (token, key) => Changed(token, key, "iss", "https://evil.example/"),
        ["for another program"] = (token, key) => Changed(token, key, "aud", TestProvider.ClientId),
        ["for nobody"] = (token, key) => Changed(token, key, "aud", null),
        ["expired"] = (token, key) => Changed(token, key, "exp", DateTimeOffset.UtcNow.AddHours(-1).ToUnixTimeSeconds()),
        ["without an end"] = (token, key) => Changed(token, key, "exp", null),
        ["by a foreign key"] = (token, _) =>
            TestProvider.Signed(TestProvider.ClaimsOf(token), new RsaSecurityKey(RSA.Create(2048)) { KeyId = "true" }),
        ["without a signature"] = (token, _) => TestProvider.Signed(TestProvider.ClaimsOf(token), null),
        ["by the public key as a shared secret"] = (token, key) =>
            TestProvider.Signed(
                TestProvider.ClaimsOf(token),
                new SymmetricSecurityKey(((RsaSecurityKey)key).Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "true" },
                SecurityAlgorithms.HmacSha256
            ),
        ["no token"] = (_, _) => "abc",
        ["of dots"] = (_, _) => "..",
        ["long"] = (_, _) => new string('a', 9_000),
    };

    public static TheoryData<string> EveryForgery => [.. Forged.Keys];

    [Fact]
    public async Task a_token_opens_what_its_scopes_name_and_nothing_more()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var score = Program(server, await provider.AccessTokenAsync(Permissions.ScoreOrders));
        using var metrics = Program(server, await provider.AccessTokenAsync(Permissions.ReadMetrics));

        using var scored = await score.PostAsync(new Uri("/score", UriKind.Relative), null);

        Assert.Equal("token streaming", await scored.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, await PostAsync(metrics));
        Assert.Equal(HttpStatusCode.Forbidden, await AccountServer.StatusAsync(score, "/me"));
    }

    [Theory]
    [InlineData("scope", "orders.score metrics.read", HttpStatusCode.OK)]
    [InlineData("scope", "orders.score.all", HttpStatusCode.Forbidden)]
    [InlineData("scope", "", HttpStatusCode.Forbidden)]
    [InlineData("permissions", "orders.score", HttpStatusCode.Forbidden)] // another claim than the settings name
    [InlineData("http://schemas.microsoft.com/ws/2008/06/identity/claims/role", "admin", HttpStatusCode.Forbidden)]
    public async Task a_claim_that_is_not_the_named_one_gives_nothing(string claim, string value, HttpStatusCode expected)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var claims = TestProvider.ClaimsOf(new JsonWebToken(await provider.AccessTokenAsync(Permissions.ScoreOrders)));
        claims.Remove("scope");
        claims[claim] = value;
        using var program = Program(server, TestProvider.Signed(claims, provider.Key));

        Assert.Equal(expected, await PostAsync(program));
    }

    [Theory]
    [MemberData(nameof(EveryForgery))]
    public async Task a_forged_token_opens_nothing_and_is_in_the_trail(string forgery)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        var token = new JsonWebToken(await provider.AccessTokenAsync(Permissions.ScoreOrders));
        using var program = Program(server, Forged[forgery](token, provider.Key));

        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(program));
        Assert.Contains(await server.TrailAsync(), line => line.StartsWith("a token could not sign in from ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task keys_are_taken_beside_tokens_also_while_the_issuer_is_away()
    {
        var provider = await TestProvider.StartAsync();
        var token = await provider.AccessTokenAsync(Permissions.ScoreOrders);
        await using var server = await StartAsync(provider);
        await provider.DisposeAsync();
        var keys = server.Services.GetRequiredService<Keys.ApiKeys>();
        var (_, key) = await keys.CreateAsync("shop", [Permissions.ScoreOrders], "root", CancellationToken.None);
        using var byKey = Program(server, key);
        using var byToken = Program(server, token);

        Assert.Equal(HttpStatusCode.OK, await PostAsync(byKey));
        Assert.Equal(HttpStatusCode.Unauthorized, await PostAsync(byToken));
        Assert.Contains("the provider cannot be reached", await server.WhyAsync());
    }

    private static string Changed(JsonWebToken token, SecurityKey key, string claim, object? value)
    {
        var claims = TestProvider.ClaimsOf(token);
        if (value is null)
            claims.Remove(claim);
        else
            claims[claim] = value;
        return TestProvider.Signed(claims, key);
    }

    private static HttpClient Program(AccountServer server, string token)
    {
        var program = server.Browser();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return program;
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient program)
    {
        using var answer = await program.PostAsync(new Uri("/score", UriKind.Relative), null);
        return answer.StatusCode;
    }

    private Task<AccountServer> StartAsync(TestProvider provider) =>
        AccountServer.StartAsync(
            postgres,
            new AccountSettings
            {
                Tokens = new TokenSettings { Authority = provider.Address, Audience = TestProvider.Audience },
            },
            DateTimeOffset.UtcNow
        );
}
