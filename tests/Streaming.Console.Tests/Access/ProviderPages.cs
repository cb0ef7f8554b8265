using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Accounts;
using Streaming.Accounts.OpenId;
using Streaming.Accounts.Storage;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Browser;
using Streaming.Console.Tests.Web;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Console.Tests.Access;

/// <summary>The sign-in page beside an identity provider that is away.</summary>
public sealed class ProviderPages(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private const string Provider = "the shop's login";

    private ConsoleDatabase database = null!;
    private AccountDatabase accounts = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "provider");
        database = ConsoleDatabase.Open(connectionString);
        accounts = AccountDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        var settings = new AccountSettings
        {
            HasPages = true,
            OpenId = new OpenIdSettings
            {
                Authority = new Uri("http://127.0.0.1:1"),
                ClientId = "streaming",
                DisplayName = Provider,
                Groups = new Dictionary<string, IReadOnlyList<string>> { [Roles.Viewer] = ["all"] },
            },
        };
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services =>
            {
                services.AddSingleton(accounts);
                services.AddAccounts(settings);
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
    public async Task a_provider_that_is_away_is_told_on_the_page_whose_own_form_is_still_there()
    {
        using var browser = server.Client();

        using var answer = await browser.GetAsync(
            new Uri(AccountServices.SignInPath + "?handler=Provider&returnUrl=%2Fmodels", UriKind.Relative)
        );

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        var html = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        Assert.Contains(ProviderRefusals.Words(ProviderRefusals.Away, Provider)!, html, StringComparison.Ordinal);
        Assert.Contains("name=\"Password\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task every_refusal_has_words_of_its_own_and_nothing_else_is_shown()
    {
        using var browser = server.Client();
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var code in ProviderRefusals.All)
        {
            var html = WebUtility.HtmlDecode(await browser.GetStringAsync(Page(code)));
            var words = ProviderRefusals.Words(code, Provider)!;
            Assert.Contains(words, html, StringComparison.Ordinal);
            Assert.True(told.Add(words));
        }

        foreach (var odd in (string[])["", "x", "<script>alert(1)</script>"])
        {
            var html = await browser.GetStringAsync(Page(odd));
            Assert.DoesNotContain("note bad", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task the_page_offers_both_ways_and_is_sound()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, Page(ProviderRefusals.Untrue)), 1440);
        await SignInPages.SoundAsync(visited, "sign-in-provider");
        await visited.GoAsync(new Uri(server.Address, AccountServices.SignInPath + "?out=true"));
        await SignInPages.SoundAsync(visited, "signed-out-provider");
        Assert.Empty(visited.Complaints);
    }

    private static Uri Page(string refused) =>
        new($"{AccountServices.SignInPath}?refused={Uri.EscapeDataString(refused)}", UriKind.Relative);
}
