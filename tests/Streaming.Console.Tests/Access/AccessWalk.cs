using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Streaming.Console.Tests.Web;
using Streaming.Console.Web;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Console.Tests.Access;

/// <summary>Every page and every form, as every role and as nobody.</summary>
public sealed partial class AccessWalk(PostgresFixture postgres, SampleConsole sample)
{
    /// <summary>Pages by their type, with an address that shows something.</summary>
    private static readonly Dictionary<Type, string> Addresses = new()
    {
        [typeof(Pages.Overview.IndexModel)] = "/",
        [typeof(Pages.Alerts.IndexModel)] = "/alerts",
        [typeof(Pages.Orders.IndexModel)] = "/orders?id=" + Uri.EscapeDataString(Orders.SampleOrders.Id),
        [typeof(Pages.Stream.IndexModel)] = "/stream",
        [typeof(Pages.Status.IndexModel)] = "/status",
        [typeof(Pages.DeadLetters.IndexModel)] = "/deadletters",
        [typeof(Pages.Try.IndexModel)] = "/try",
        [typeof(Pages.Runs.IndexModel)] = "/runs",
        [typeof(Pages.Runs.RunModel)] = "/runs/RUN",
        [typeof(Pages.Runs.FindingsModel)] = "/runs/RUN/findings",
        [typeof(Pages.Models.IndexModel)] = "/models",
        [typeof(Pages.Models.VersionModel)] = "/models/customer-satisfaction/5f0c1a2b3c4d",
        [typeof(Pages.Models.CompareModel)] = "/models/customer-satisfaction/compare",
        [typeof(Pages.Models.ArtifactModel)] = "/models/customer-satisfaction/5f0c1a2b3c4d/artifact",
        [typeof(Pages.Models.DecideModel)] = "/models/customer-satisfaction/5f0c1a2b3c4d/decide?kind=promote",
        [typeof(Pages.Audit.IndexModel)] = "/audit",
        [typeof(Pages.Account.IndexModel)] = "/account",
        [typeof(Pages.Account.RefusedModel)] = "/account/refused",
        [typeof(Pages.Accounts.IndexModel)] = "/accounts",
        [typeof(Pages.Keys.IndexModel)] = "/keys",
        [typeof(Pages.Notifications.IndexModel)] = "/notifications",
        [typeof(Pages.Worth.IndexModel)] = "/worth",
        [typeof(Pages.Cases.IndexModel)] = "/cases",
        [typeof(Pages.Cases.CaseModel)] = "/cases/no-such-order",
    };

    public static TheoryData<string> Everybody => [.. Roles.All, "nobody", "without"];

    private static IEnumerable<Type> PageTypes =>
        typeof(ConsoleWeb).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PageModel)) && !type.IsAbstract);

    [Fact]
    public void every_page_says_who_may_see_it()
    {
        Assert.All(
            PageTypes,
            page =>
                Assert.True(
                    page.GetCustomAttribute<AllowAnonymousAttribute>() is not null
                        || Permissions.All.ContainsKey(page.GetCustomAttribute<AuthorizeAttribute>()?.Policy ?? ""),
                    $"{page} names no permission"
                )
        );
        Assert.Equal(
            Addresses.Keys.Select(page => page.FullName).Order(StringComparer.Ordinal),
            PageTypes
                .Where(page => page.GetCustomAttribute<AllowAnonymousAttribute>() is null)
                .Select(page => page.FullName)
                .Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task a_page_opens_to_those_whose_role_has_its_permission(string who)
    {
        using var browser = await BrowserAsync(who);
        var role = Role(who);
        foreach (var (page, address) in Addresses)
        {
            var permission = page.GetCustomAttribute<AuthorizeAttribute>()!.Policy!;

            using var answer = await browser.GetAsync(new Uri(address, UriKind.Relative));

            var expected =
                who == "nobody" ? [HttpStatusCode.Unauthorized]
                : role?.Contains(permission) == true ? new[] { HttpStatusCode.OK, HttpStatusCode.NotFound }
                : [HttpStatusCode.Forbidden];
            Assert.True(expected.Contains(answer.StatusCode), $"{who} at {address}: {answer.StatusCode}");
        }
    }

    [Theory]
    [MemberData(nameof(Everybody))]
    public async Task a_form_is_taken_from_those_whose_role_has_its_permission(string who)
    {
        using var browser = await BrowserAsync(who);
        var token = await TokenAsync();
        var role = Role(who);
        foreach (var (page, address) in Addresses)
        {
            string[] needed =
            [
                page.GetCustomAttribute<AuthorizeAttribute>()!.Policy!,
                .. page.GetCustomAttributes<PostNeedsAttribute>().Select(more => more.Permission),
            ];
            foreach (var handler in page.GetMethods().Where(method => method.Name.StartsWith("OnPost", StringComparison.Ordinal)))
            {
                var name = handler.Name["OnPost".Length..].Replace("Async", "", StringComparison.Ordinal);
                var target = name.Length == 0 ? address : $"{address}{(address.Contains('?') ? '&' : '?')}handler={name}";

                using var answer = await browser.PostAsync(
                    new Uri(target, UriKind.Relative),
                    new FormUrlEncodedContent([new("__RequestVerificationToken", token)])
                );

                if (who == "nobody")
                    Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
                else if (needed.All(permission => role?.Contains(permission) == true))
                    Assert.True(answer.StatusCode != HttpStatusCode.Forbidden, $"{who} may not send {target}");
                else
                    Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{who} at {target}: {answer.StatusCode}");
            }
        }
    }

    [Fact]
    public async Task whoever_may_not_send_a_form_reads_which_role_may()
    {
        using var browser = await BrowserAsync(Roles.Viewer);

        using var answer = await browser.PostAsync(new Uri("/runs", UriKind.Relative), new FormUrlEncodedContent([]));

        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("ask somebody with the role admin for the role scientist or admin", page, StringComparison.Ordinal);
        Assert.Contains("runs.start", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_viewer_sees_no_button_that_the_role_does_not_allow()
    {
        using var browser = await BrowserAsync(Roles.Viewer);

        foreach (var address in new[] { "/models", "/runs", Addresses[typeof(Pages.Models.VersionModel)] })
        {
            var page = await browser.GetStringAsync(new Uri(address, UriKind.Relative));
            Assert.DoesNotMatch("Promote …|Roll back …|Reject …|Start the run", page);
        }
    }

    [Fact]
    public async Task a_viewer_sees_no_customer()
    {
        using var browser = await BrowserAsync(Roles.Viewer);
        using var support = await BrowserAsync(Roles.Support);
        var ids = Customer()
            .Matches(await support.GetStringAsync(new Uri("/alerts", UriKind.Relative)))
            .Select(match => match.Groups[1].Value);
        var shown = await browser.GetStringAsync(new Uri("/alerts", UriKind.Relative));

        Assert.NotEmpty(ids);
        Assert.All(ids, id => Assert.DoesNotContain(id, shown, StringComparison.Ordinal));
    }

    private static IReadOnlySet<string>? Role(string who) => Roles.Matrix.GetValueOrDefault(who);

    private async Task<HttpClient> BrowserAsync(string who)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = await sample.AddressAsync(postgres),
        };
        var said =
            who is "nobody" ? who
            : who == "without" ? "Ben"
            : $"Ben {who}";
        client.DefaultRequestHeaders.Add("Cookie", $"{TestUsers.Cookie}={Uri.EscapeDataString(said)}");
        return client;
    }

    private async Task<string> TokenAsync()
    {
        using var browser = await BrowserAsync(Roles.Admin);
        return Token().Match(await browser.GetStringAsync(new Uri("/runs", UriKind.Relative))).Groups[1].Value;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]* value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("<dt>Customer</dt><dd><code>([^<]+)</code>")]
    private static partial Regex Customer();
}
