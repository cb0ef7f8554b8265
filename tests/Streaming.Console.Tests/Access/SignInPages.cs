using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Streaming.Accounts;
using Streaming.Accounts.Links;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Browser;
using Streaming.Console.Tests.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Access;

/// <summary>Accounts as people meet them, in a browser.</summary>
public sealed partial class SignInPages(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private const string Password = "four words are enough";

    private ConsoleDatabase database = null!;
    private AccountDatabase accounts = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "signin");
        database = ConsoleDatabase.Open(connectionString);
        accounts = AccountDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services =>
            {
                services.AddSingleton(accounts);
                services.AddAccounts(new AccountSettings { HasPages = true });
            }
        );
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await accounts.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task the_first_start_leads_from_a_link_to_the_asked_page_and_out_again()
    {
        var link = new SignInLinks(accounts, audit, TimeProvider.System);
        var token = await link.CreateFirstAsync(CancellationToken.None);
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, SignInLinks.Path + token), 1440);
        var page = visited.Page;
        await SoundAsync(visited, "link");
        await page.GetByLabel("Your name").FillAsync("Ana");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it and sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Ana" })).ToBeVisibleAsync();

        foreach (var (name, path) in new[] { ("account", "/account"), ("accounts", "/accounts"), ("keys", "/keys") })
        {
            await visited.GoAsync(new Uri(server.Address, path));
            await SoundAsync(visited, name);
        }

        await page.GetByLabel("What is it for?").FillAsync("shop");
        await page.GetByLabel("have orders scored over HTTP").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it" }).ClickAsync();
        await Assertions.Expect(page.Locator("code.secret")).ToContainTextAsync("streaming_");
        await visited.GoAsync(new Uri(server.Address, "/account"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();

        await page.GotoAsync(new Uri(server.Address, "/models").ToString());
        await SoundAsync(visited, "sign-in");
        await page.GetByLabel("Name").FillAsync("Ana");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/models");
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task a_passkey_is_added_signs_in_without_a_password_and_opens_nothing_once_it_is_removed()
    {
        var token = await new SignInLinks(accounts, audit, TimeProvider.System).CreateFirstAsync(CancellationToken.None);
        var home = new UriBuilder(server.Address) { Host = "localhost" }.Uri; // a passkey is for a name, not for an address
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(home, SignInLinks.Path + token), 1440);
        var page = visited.Page;
        await WithAuthenticatorAsync(page);
        await page.GetByLabel("Your name").FillAsync("Ana");
        await page.GetByLabel("Password").FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Make it and sign in" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Ana" })).ToBeVisibleAsync();

        await visited.GoAsync(new Uri(home, "/account"));
        await page.GetByLabel("What do you call it?").FillAsync("my phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "my phone" })).ToBeVisibleAsync();
        await SoundAsync(visited, "account-passkey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("You are signed out here.")).ToBeVisibleAsync();

        await page.GotoAsync(new Uri(home, "/models").ToString());
        await SoundAsync(visited, "sign-in-passkey");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.WaitForURLAsync("**/models");
        Assert.Empty(visited.Complaints);

        await visited.GoAsync(new Uri(home, "/account"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove my phone" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "my phone" })).ToHaveCountAsync(0);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The passkey was not taken.")).ToBeVisibleAsync();

        var told = (await audit.Trail.QueryAsync(new TrailQuery())).Entries.Select(entry => entry.What).ToList();
        Assert.Contains("added passkey my phone to the account of Ana", told);
        Assert.Contains("removed passkey my phone from the account of Ana", told);
        Assert.Contains(told, line => line.StartsWith("Ana signed in by passkey from ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("not json")]
    [InlineData("{\"id\":\"AAAA\",\"rawId\":\"AAAA\",\"type\":\"public-key\",\"response\":{}}")]
    public async Task an_odd_passkey_is_refused_by_the_page(string credential)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        var html = await client.GetStringAsync(new Uri(AccountServices.SignInPath, UriKind.Relative));
        var token = Token().Match(html).Groups[1].Value;
        foreach (var isAsked in (bool[])[false, true])
        {
            if (isAsked)
            {
                using var form = new FormUrlEncodedContent([new("__RequestVerificationToken", token)]);
                var options = new Uri(AccountServices.SignInPath + "?handler=PasskeyOptions", UriKind.Relative);
                (await client.PostAsync(options, form)).EnsureSuccessStatusCode();
            }

            using var sent = new FormUrlEncodedContent([new("__RequestVerificationToken", token), new("Credential", credential)]);
            using var answer = await client.PostAsync(new Uri(AccountServices.SignInPath + "?handler=Passkey", UriKind.Relative), sent);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("The passkey was not taken.", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task nobody_is_sent_to_another_server(string target)
    {
        var token = await new SignInLinks(accounts, audit, TimeProvider.System).CreateFirstAsync(CancellationToken.None);
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, SignInLinks.Path + token), 1440);
        await visited.Page.GetByLabel("Your name").FillAsync("Ana");
        await visited.Page.GetByLabel("Password").FillAsync(Password);
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Make it and sign in" }).ClickAsync();
        await visited.Page.Context.ClearCookiesAsync();
        await visited.GoAsync(new Uri(server.Address, "/account/sign-in?returnUrl=" + Uri.EscapeDataString(target)));

        await visited.Page.GetByLabel("Name").FillAsync("Ana");
        await visited.Page.GetByLabel("Password").FillAsync(Password);
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByRole(AriaRole.Link, new() { Name = "Ana" })).ToBeVisibleAsync();

        Assert.Equal(server.Address.Authority, new Uri(visited.Page.Url).Authority);
    }

    /// <summary>A key in the machine, which says yes to everything that this browser asks.</summary>
    private static async Task WithAuthenticatorAsync(IPage page)
    {
        var tools = await page.Context.NewCDPSessionAsync(page);
        await tools.SendAsync("WebAuthn.enable");
        await tools.SendAsync(
            "WebAuthn.addVirtualAuthenticator",
            new Dictionary<string, object>
            {
                ["options"] = new Dictionary<string, object>
                {
                    ["protocol"] = "ctap2",
                    ["transport"] = "internal",
                    ["hasResidentKey"] = true,
                    ["hasUserVerification"] = true,
                    ["isUserVerified"] = true,
                    ["automaticPresenceSimulation"] = true,
                },
            }
        );
    }

    internal static async Task SoundAsync(VisitedPage visited, string name)
    {
        Assert.Empty(await visited.ViolationsAsync());
        foreach (var width in (int[])[390, 1440])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
            {
                await visited.LookAsync(width, scheme);
                await visited.PictureAsync($"{name}-{width}-{scheme}");
                Assert.Empty(await visited.OverflowAsync());
                Assert.Empty(await visited.ViolationsAsync("color-contrast"));
            }
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
