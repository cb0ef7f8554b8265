using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Streaming.Accounts;
using Streaming.Accounts.Links;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Browser;
using Streaming.Console.Tests.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Access;

/// <summary>Accounts as people meet them, in a browser.</summary>
public sealed class SignInPages(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
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
                services.AddAccounts(hasPages: true);
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

    private static async Task SoundAsync(VisitedPage visited, string name)
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
}
