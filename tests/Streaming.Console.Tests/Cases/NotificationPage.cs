using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Cases.Store;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Browser;
using Streaming.Console.Tests.Web;
using Streaming.Notifications.Outbox;
using Streaming.Testing;

namespace Streaming.Console.Tests.Cases;

public sealed class NotificationPage(ChromiumFixture chromium, PostgresFixture postgres)
{
    [Fact]
    public async Task a_rule_is_added_tested_and_removed_and_the_trail_says_so()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "notifications");
        await using var database = ConsoleDatabase.Open(connectionString);
        await using var audit = AuditStore.Open(connectionString, TimeProvider.System);
        await using var store = NotificationStore.Open(connectionString, TimeProvider.System);
        await using var cases = CaseStore.Open(connectionString, TimeProvider.System, extend: store.Extend);
        await cases.MigrateAsync();
        await using var server = await ConsoleServer.StartAsync(database, audit, services => services.AddSingleton(store));
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/notifications"), 1440, scripts: true);
        var page = visited.Page;

        await page.GetByLabel("Name, such as the team's").FillAsync("support");
        await page.GetByLabel("a case was opened").CheckAsync();
        await page.GetByLabel("Address: https://…, or a mailbox").FillAsync("shop.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("address is 'shop.example'; allowed: https://… without a user")).ToBeVisibleAsync();
        await page.GetByLabel("Address: https://…, or a mailbox").FillAsync("https://shop.example/hook");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add it" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Test support" }).ClickAsync();
        await Assertions.Expect(page.GetByText("This is a test of the rule support")).ToBeVisibleAsync();
        Assert.Empty(await visited.ViolationsAsync());
        foreach (var width in (int[])[390, 1440])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Dark, ColorScheme.Light])
            {
                await visited.LookAsync(width, scheme);
                await visited.PictureAsync($"notifications-{width}-{scheme}");
                Assert.Empty(await visited.OverflowAsync());
                Assert.Empty(await visited.ViolationsAsync("color-contrast"));
            }
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Remove support" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Nobody yet")).ToBeVisibleAsync();

        Assert.Equal(
            [
                "removed the rule of notification support: case.opened, to webhook https://shop.example/hook",
                "added the rule of notification support: case.opened, to webhook https://shop.example/hook",
            ],
            (await audit.Trail.QueryAsync(new TrailQuery { Limit = 10 })).Entries.Select(entry => entry.What)
        );
        Assert.Empty(visited.Complaints);
    }
}
