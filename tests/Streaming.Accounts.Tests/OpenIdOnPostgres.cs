using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Streaming.Accounts.OpenId;
using Streaming.Accounts.Sessions;
using Streaming.Accounts.Users;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tests;

/// <summary>Sign-in by an identity provider, over HTTP as a browser does it.</summary>
public sealed class OpenIdOnPostgres(PostgresFixture postgres)
{
    /// <summary>Ways in which a provider, or whoever stands between, may lie: what is done to the id token, and what the trail
    /// says.</summary>
    private static readonly Dictionary<string, (Func<JsonWebToken, SecurityKey, string> Lie, string Why)> Lies = new()
    {
        ["issuer"] = ((token, key) => Changed(token, key, "iss", "https://evil.example/"), "the token is of another issuer"),
        ["audience"] = ((token, key) => Changed(token, key, "aud", "another-program"), "the token is for somebody else"),
        ["nonce"] = ((token, key) => Changed(token, key, "nonce", "another"), "the token's nonce is not the one of this sign-in"),
        ["no nonce"] = ((token, key) => Changed(token, key, "nonce", null), "the token's nonce is not the one of this sign-in"),
        ["expired"] = ((token, key) => Changed(token, key, "exp", At(-60)), "the token has expired"),
        ["not yet"] = ((token, key) => Changed(token, key, "nbf", At(10)), "the token is not valid now"),
        ["no expiry"] = ((token, key) => Changed(token, key, "exp", null), "the token is not valid now"),
        ["no signature"] = (
            (token, _) => TestProvider.Signed(TestProvider.ClaimsOf(token), null),
            "the token's signature is not the provider's"
        ),
        ["no signature and nothing that ties it to the other token"] = (
            (token, _) => TestProvider.Signed(Without(token, "at_hash"), null),
            "the token's signature is not the provider's"
        ),
        ["foreign key"] = (
            (token, _) => TestProvider.Signed(TestProvider.ClaimsOf(token), new RsaSecurityKey(RSA.Create(2048)) { KeyId = "true" }),
            "the token's signature is not the provider's"
        ),
        ["public key as a shared secret"] = (
            (token, key) =>
                TestProvider.Signed(
                    TestProvider.ClaimsOf(token),
                    new SymmetricSecurityKey(((RsaSecurityKey)key).Rsa.ExportSubjectPublicKeyInfo()) { KeyId = "true" },
                    SecurityAlgorithms.HmacSha256
                ),
            "the token's signature is not the provider's"
        ),
        ["claims after signing"] = (
            (token, _) =>
                string.Join('.', token.EncodedHeader, Base64UrlEncoder.Encode("""{"sub":"1"}"""), token.EncodedSignature),
            "the token's signature is not the provider's"
        ),
        ["no token"] = ((_, _) => "not a token", "the token cannot be read"),
    };

    public static TheoryData<string> EveryLie => [.. Lies.Keys];

    [Fact]
    public async Task whoever_the_provider_knows_is_in_with_the_roles_of_the_groups_and_comes_back_to_the_asked_page()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();

        var (address, answer) = await SignInAsync(server, browser, "/cases?queue=mine");

        Assert.Equal(("/cases?queue=mine", "Ana"), (address.PathAndQuery, answer));
        Assert.True(provider.HasSeenProof);
        Assert.Equal(HttpStatusCode.Forbidden, await AccountServer.StatusAsync(browser, "/forgotten"));
        var trail = await server.TrailAsync();
        Assert.Contains("made the account of Ana: support", trail);
        Assert.Contains(trail, line => line.StartsWith("Ana signed in by the shop's login from ", StringComparison.Ordinal));
        var account = await FindAsync(server, "Ana");
        Assert.Null(account.PasswordHash);
        Assert.Single(await server.Services.GetRequiredService<SignInSessions>().ListAsync(account.Id, CancellationToken.None));
        Assert.Equal(SigningIn.SignInService.Refusal, await AccountServer.SignInAsync(browser, "Ana", AccountServer.Password));
    }

    [Fact]
    public async Task groups_count_anew_at_every_sign_in_and_the_person_is_known_by_the_providers_id()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();
        await SignInAsync(server, browser, "/me");

        (provider.Groups, provider.Name) = (["chiefs", "others"], "Ana Maria");
        await SignInAsync(server, browser, "/me");

        Assert.Equal("Ana", await browser.GetStringAsync(new Uri("/me", UriKind.Relative)));
        Assert.Equal([Roles.Approver, Roles.Admin], (await FindAsync(server, "Ana")).Roles);
        Assert.Contains("changed the roles of Ana from support to approver, admin", await server.TrailAsync());
    }

    [Fact]
    public async Task signing_out_everywhere_and_disabling_end_such_a_sign_in_too()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        await server.MakeAsync("root", Roles.Admin);
        using var browser = server.Browser();
        await SignInAsync(server, browser, "/me");

        await server.ManageAsync(accounts => accounts.SignOutEverywhereAsync("Ana", "root", CancellationToken.None));
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
        Assert.Equal("Ana", (await SignInAsync(server, browser, "/me")).Answer);
        await server.ManageAsync(accounts => accounts.SwitchAsync("Ana", false, "root", CancellationToken.None));

        var refused = (await SignInAsync(server, browser, "/me")).Answer;

        Assert.Equal("refused: disabled, then /me", refused);
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
    }

    [Theory]
    [InlineData("Ana", "others", ProviderRefusals.NoRole, "no value of claim groups gives a role")]
    [InlineData("root", "care", ProviderRefusals.NameTaken, "another account has this name")]
    [InlineData("ROOT", "care", ProviderRefusals.NameTaken, "another account has this name")]
    [InlineData(null, "care", ProviderRefusals.NoName, "claim preferred_username holds no name")]
    [InlineData("a\u202eb", "care", ProviderRefusals.NoName, "claim preferred_username holds no name")]
    public async Task somebody_who_has_no_place_here_is_refused_with_the_reason(string? name, string group, string code, string why)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        await server.MakeAsync("root", Roles.Admin);
        (provider.Name, provider.Groups) = (name, [group]);
        using var browser = server.Browser();

        var (_, answer) = await SignInAsync(server, browser, "/me");

        Assert.Equal($"refused: {code}, then /me", answer);
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
        Assert.Contains(await server.WhyAsync(), reason => reason.StartsWith($"by the shop's login: {why}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(EveryLie))]
    public async Task a_provider_that_lies_signs_nobody_in(string lie)
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();
        provider.Lie = token => Lies[lie].Lie(token, provider.Key);

        var (_, answer) = await SignInAsync(server, browser, "/me");

        Assert.Equal("refused: untrue, then /me", answer);
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
        Assert.Equal($"by the shop's login: {Lies[lie].Why}", (await server.WhyAsync())[0]);

        provider.Lie = null; // and it was nothing but the lie
        Assert.Equal("Ana", (await SignInAsync(server, browser, "/me")).Answer);
    }

    [Fact]
    public async Task an_answer_that_this_browser_did_not_ask_for_signs_nobody_in()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var attacker = server.Browser();
        using var victim = server.Browser();
        var callback = await StepsAsync(server, attacker, "/me", until: "/account/openid");

        var other = await FollowAsync(victim, callback);
        var forged = await FollowAsync(victim, new Uri(server.Address, "/account/openid?code=x&state=y"));

        Assert.StartsWith("refused: untrue", other.Answer, StringComparison.Ordinal);
        Assert.StartsWith("refused: untrue", forged.Answer, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(victim, "/me"));
        Assert.Contains("by the shop's login: the answer belongs to no sign-in that this browser has begun", await server.WhyAsync());
    }

    [Fact]
    public async Task whoever_says_no_at_the_provider_is_told_so()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();
        provider.Denies = true;

        Assert.Equal("refused: denied, then /me", (await SignInAsync(server, browser, "/me")).Answer);
    }

    [Fact]
    public async Task while_the_provider_is_away_a_password_still_works_and_when_it_is_back_so_does_it()
    {
        var provider = await TestProvider.StartAsync();
        var port = provider.Address.Port;
        await using var server = await StartAsync(provider);
        await server.MakeAsync("Bea", Roles.Viewer);
        await provider.DisposeAsync();
        using var browser = server.Browser();

        var away = await AccountServer.StatusAsync(browser, "/provider?returnUrl=/me");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, away);
        Assert.Contains("by the shop's login: the provider cannot be reached", await server.WhyAsync());
        Assert.Equal("in", await AccountServer.SignInAsync(browser, "Bea", AccountServer.Password));

        await using var back = await TestProvider.StartAsync(port);
        using var other = server.Browser();
        Assert.Equal("Ana", (await SignInAsync(server, other, "/me")).Answer);
    }

    [Fact]
    public async Task a_provider_that_goes_away_before_it_gives_the_token_signs_nobody_in()
    {
        var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();
        var callback = await StepsAsync(server, browser, "/me", until: "/account/openid");
        await provider.DisposeAsync();

        Assert.Equal("refused: away, then /me", (await FollowAsync(browser, callback)).Answer);
    }

    [Fact]
    public async Task signing_out_there_too_comes_back_to_the_sign_in_page()
    {
        await using var provider = await TestProvider.StartAsync();
        await using var server = await StartAsync(provider);
        using var browser = server.Browser();
        await SignInAsync(server, browser, "/me");
        (await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), null)).EnsureSuccessStatusCode();

        var (address, _) = await FollowAsync(browser, new Uri(server.Address, "/provider/out"));

        Assert.Equal(new Uri(server.Address, AccountServices.SignInPath), address);
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

    private static Dictionary<string, object> Without(JsonWebToken token, string claim)
    {
        var claims = TestProvider.ClaimsOf(token);
        claims.Remove(claim);
        return claims;
    }

    private static long At(int minutes) => DateTimeOffset.UtcNow.AddMinutes(minutes).ToUnixTimeSeconds();

    private static async Task<Account> FindAsync(AccountServer server, string name)
    {
        Account? found = null;
        await server.ManageAsync(async accounts => found = await accounts.FindAsync(name));
        return found!;
    }

    /// <summary>From our page over the provider to the end.</summary>
    private static Task<(Uri Address, string Answer)> SignInAsync(AccountServer server, HttpClient browser, string returnUrl) =>
        FollowAsync(browser, new Uri(server.Address, $"/provider?returnUrl={Uri.EscapeDataString(returnUrl)}"));

    private static async Task<(Uri Address, string Answer)> FollowAsync(HttpClient browser, Uri address)
    {
        for (var steps = 0; steps < 10; steps++)
        {
            using var answer = await browser.GetAsync(address);
            if (answer.Headers.Location is not { } next)
                return (address, await answer.Content.ReadAsStringAsync());
            address = new Uri(address, next);
        }

        throw new InvalidOperationException($"{address} leads on and on");
    }

    /// <summary>The address at which the browser would come next, before it goes there.</summary>
    private static async Task<Uri> StepsAsync(AccountServer server, HttpClient browser, string returnUrl, string until)
    {
        var address = new Uri(server.Address, $"/provider?returnUrl={returnUrl}");
        while (address.AbsolutePath != until)
        {
            using var answer = await browser.GetAsync(address);
            address = new Uri(address, answer.Headers.Location!);
        }

        return address;
    }

    private Task<AccountServer> StartAsync(TestProvider provider) =>
        AccountServer.StartAsync(
            postgres,
            new AccountSettings
            {
                HasPages = true,
                OpenId = new OpenIdSettings
                {
                    Authority = provider.Address,
                    ClientId = TestProvider.ClientId,
                    ClientSecret = TestProvider.ClientSecret,
                    DisplayName = "the shop's login",
                    Groups = new Dictionary<string, IReadOnlyList<string>>
                    {
                        [Roles.Support] = ["care"],
                        [Roles.Approver] = ["leads", "chiefs"],
                        [Roles.Admin] = ["chiefs"],
                    },
                },
            },
            DateTimeOffset.UtcNow // cookies and tokens carry times that others compare with theirs
        );
}
