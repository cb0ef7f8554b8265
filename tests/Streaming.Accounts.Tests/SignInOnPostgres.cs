using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts.Links;
using Streaming.Accounts.Sessions;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tests;

public sealed class SignInOnPostgres(PostgresFixture postgres)
{
    [Fact]
    public async Task a_link_makes_the_first_account_once()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var links = server.Services.GetRequiredService<SignInLinks>();
        var token = await links.CreateFirstAsync(CancellationToken.None);
        using var browser = server.Browser();
        var link = $"/link?token={token}&name=Ana&password={Uri.EscapeDataString(AccountServer.Password)}";

        using var made = await browser.PostAsync(new Uri(link, UriKind.Relative), null);
        using var again = await browser.PostAsync(new Uri(link.Replace("Ana", "Eve", StringComparison.Ordinal), UriKind.Relative), null);

        Assert.Equal("in", await made.Content.ReadAsStringAsync());
        Assert.Equal(SignInLinks.Refusal, await again.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, await AccountServer.StatusAsync(browser, "/cases"));
        Assert.Null(await links.CreateFirstAsync(CancellationToken.None));
        var trail = await server.TrailAsync();
        Assert.Contains("made the account of Ana: admin", trail);
        Assert.Contains(trail, line => line.StartsWith("Ana signed in by link from ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task a_link_that_nobody_used_in_a_day_is_used_up()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        var links = server.Services.GetRequiredService<SignInLinks>();
        var token = await links.CreateAsync(Roles.Support, "root", CancellationToken.None);
        Assert.Equal(Roles.Support, (await links.FindAsync(token, CancellationToken.None))!.Role);

        server.Clock.Now += SignInLinks.Lifetime;

        Assert.Null(await links.FindAsync(token, CancellationToken.None));
    }

    [Fact]
    public async Task name_and_password_open_what_the_role_allows_and_nothing_more()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Support);
        await server.MakeAsync("Vera", Roles.Viewer);
        using var ana = await server.SignedInAsync("ANA"); // names differ in more than their case
        using var vera = await server.SignedInAsync("Vera");
        using var nobody = server.Browser();

        Assert.Equal("Ana", await ana.GetStringAsync(new Uri("/me", UriKind.Relative)));
        Assert.Equal(HttpStatusCode.OK, await AccountServer.StatusAsync(ana, "/cases"));
        Assert.Equal(HttpStatusCode.Forbidden, await AccountServer.StatusAsync(vera, "/cases"));
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(nobody, "/cases"));
        Assert.Equal(HttpStatusCode.Forbidden, await AccountServer.StatusAsync(ana, "/forgotten"));
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(nobody, "/forgotten"));
    }

    [Theory]
    [InlineData("Ana", "a wrong password")]
    [InlineData("Nobody", AccountServer.Password)]
    [InlineData("", "")]
    [InlineData("'; drop table accounts.mt_doc_account; --", "x")]
    [InlineData("a\u0000b", "x")]
    [InlineData("ana\u202e", AccountServer.Password)]
    public async Task whatever_is_wrong_is_refused_in_the_same_words(string name, string password)
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var browser = server.Browser();

        Assert.Equal(SigningIn.SignInService.Refusal, await AccountServer.SignInAsync(browser, name, password));
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
        Assert.Contains(await server.TrailAsync(), line => line.Contains("could not sign in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task after_five_wrong_passwords_the_right_one_waits_and_waits_longer_each_time()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var browser = server.Browser();

        await GuessAsync(browser, 5);
        Assert.NotEqual("in", await AccountServer.SignInAsync(browser, "Ana", AccountServer.Password));
        server.Clock.Now += TimeSpan.FromMinutes(5.1);
        await GuessAsync(browser, 5);
        server.Clock.Now += TimeSpan.FromMinutes(5.1);
        Assert.NotEqual("in", await AccountServer.SignInAsync(browser, "Ana", AccountServer.Password));
        server.Clock.Now += TimeSpan.FromMinutes(5);

        Assert.Equal("in", await AccountServer.SignInAsync(browser, "Ana", AccountServer.Password));
    }

    [Fact]
    public async Task guesses_at_once_are_all_counted()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var browser = server.Browser();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AccountServer.SignInAsync(browser, "Ana", $"a wrong password {i}")));

        Assert.NotEqual("in", await AccountServer.SignInAsync(browser, "Ana", AccountServer.Password));
    }

    [Fact]
    public async Task an_address_has_twenty_tries_a_minute()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        using var browser = server.Browser();

        for (var i = 0; i < AccountServices.MostTries; i++)
            Assert.Equal(SigningIn.SignInService.Refusal, await AccountServer.SignInAsync(browser, $"guess {i}", "x"));

        Assert.Equal(nameof(HttpStatusCode.TooManyRequests), await AccountServer.SignInAsync(browser, "one more", "x"));
    }

    [Fact]
    public async Task signing_out_everywhere_ends_every_browser()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var first = await server.SignedInAsync("Ana");
        using var second = await server.SignedInAsync("Ana");

        await server.ManageAsync(accounts => accounts.SignOutEverywhereAsync("Ana", "root", CancellationToken.None));

        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(first, "/me"));
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(second, "/me"));
        Assert.Contains("ended every sign-in of Ana", await server.TrailAsync());
    }

    [Fact]
    public async Task signing_out_ends_this_browser_also_for_whoever_kept_its_cookie()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var browser = server.Browser();
        using var signIn = await browser.PostAsync(
            new Uri($"/sign-in?name=Ana&password={Uri.EscapeDataString(AccountServer.Password)}", UriKind.Relative),
            null
        );
        var stolen = signIn.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using var other = await server.SignedInAsync("Ana");

        (await browser.PostAsync(new Uri("/sign-out", UriKind.Relative), null)).EnsureSuccessStatusCode();

        using var thief = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        thief.DefaultRequestHeaders.Add("Cookie", stolen);
        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(thief, "/me"));
        Assert.Equal(HttpStatusCode.OK, await AccountServer.StatusAsync(other, "/me"));
    }

    [Fact]
    public async Task another_role_counts_from_the_next_look_on_without_a_new_sign_in()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("root", Roles.Admin);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var ana = await server.SignedInAsync("Ana");
        Assert.Equal(HttpStatusCode.Forbidden, await AccountServer.StatusAsync(ana, "/cases"));

        await server.ManageAsync(accounts => accounts.SetRolesAsync("Ana", [Roles.Support], "root", CancellationToken.None));
        server.Clock.Now += SignInSessions.Remembered;

        Assert.Equal(HttpStatusCode.OK, await AccountServer.StatusAsync(ana, "/cases"));
        Assert.Contains("changed the roles of Ana from viewer to support", await server.TrailAsync());
    }

    [Fact]
    public async Task a_disabled_account_is_out_at_once_and_cannot_come_in()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("root", Roles.Admin);
        await server.MakeAsync("Ana", Roles.Viewer);
        using var ana = await server.SignedInAsync("Ana");

        await server.ManageAsync(accounts => accounts.SwitchAsync("Ana", false, "root", CancellationToken.None));

        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(ana, "/me"));
        Assert.Equal(SigningIn.SignInService.Refusal, await AccountServer.SignInAsync(ana, "Ana", AccountServer.Password));
    }

    [Fact]
    public async Task the_last_administrator_stays_one()
    {
        await using var server = await AccountServer.StartAsync(postgres);
        await server.MakeAsync("root", Roles.Admin);

        var demoted = await Assert.ThrowsAsync<AccountsException>(() =>
            server.ManageAsync(accounts => accounts.SetRolesAsync("root", [Roles.Viewer], "root", CancellationToken.None))
        );
        await Assert.ThrowsAsync<AccountsException>(() =>
            server.ManageAsync(accounts => accounts.SwitchAsync("root", false, "root", CancellationToken.None))
        );

        Assert.Contains("the last account that may manage accounts", demoted.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short", "it is shorter")]
    [InlineData("qwerty123456", "among the best known")]
    [InlineData("aaaaaaaaaaaab", "repeats a few characters")]
    [InlineData("Barbara is great", "it holds the name")]
    public async Task a_password_that_many_would_guess_is_refused_with_its_reason(string password, string reason)
    {
        await using var server = await AccountServer.StartAsync(postgres);

        var refused = await Assert.ThrowsAsync<AccountsException>(() =>
            server.ManageAsync(accounts => accounts.CreateAsync("Barbara", password, [Roles.Viewer], "root", CancellationToken.None))
        );

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("streaming-session=CfDJ8")]
    [InlineData("streaming-session=")]
    [InlineData("streaming-session=chunks-9; streaming-sessionC1=x")]
    public async Task a_forged_cookie_is_nobody(string cookie)
    {
        await using var server = await AccountServer.StartAsync(postgres);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = server.Address,
        };
        browser.DefaultRequestHeaders.Add("Cookie", cookie);

        Assert.Equal(HttpStatusCode.Redirect, await AccountServer.StatusAsync(browser, "/me"));
    }

    private static async Task GuessAsync(HttpClient browser, int times)
    {
        for (var i = 0; i < times; i++)
            await AccountServer.SignInAsync(browser, "Ana", "a wrong password");
    }
}
