using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Streaming.Audit;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Testing;

namespace Streaming.Console.Tests.Browser;

/// <summary>A page that keeps itself fresh takes nothing away from whoever is reading it.</summary>
public sealed class LivePageInTheBrowser(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private const int Refreshes = 10;

    private ConsoleDatabase database = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;
    private long offset;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "live");
        database = ConsoleDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services => services.AddSingleton<IProjectionState>(new SampleProjection())
        );
        await using var connection = await database.ConnectAsync();
        await new ProjectionWriter("log", TimeProvider.System).ClaimAsync(connection, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task a_selected_order_id_survives_ten_refreshes_while_others_come()
    {
        for (var i = 0; i < 5; i++)
            await RaiseAsync($"order-{i}", -600 + i);
        await using var visited = await LiveAsync("/alerts");
        var page = visited.Page;
        await page.EvaluateAsync(
            """
            () => {
                const id = [...document.querySelectorAll("code")].find(code => code.textContent === "order-2");
                getSelection().selectAllChildren(id);
                window.chosen = id.firstChild;
                scrollTo(0, 400);
            }
            """
        );
        var scrolled = await page.EvaluateAsync<int>("() => scrollY");
        var raised = await page.Locator(".alert time").First.TextContentAsync();

        for (var i = 0; i < Refreshes; i++)
        {
            if (i is 3 or 6)
                await RaiseAsync($"new-{i}", i);
            await visited.RefreshAsync();
            Assert.Equal("order-2", await page.EvaluateAsync<string>("() => getSelection().toString()"));
            Assert.True(await page.EvaluateAsync<bool>("() => window.chosen.isConnected"));
            Assert.Equal(scrolled, await page.EvaluateAsync<int>("() => scrollY"));
        }

        Assert.Equal(5, await page.Locator(".alert").CountAsync()); // nothing was pushed in
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("2 new alerts");
        await Task.Delay(TimeSpan.FromSeconds(1.1)); // the server's clock; the browser's stands between refreshes
        await visited.RefreshAsync();
        await Assertions.Expect(page.Locator(".alert time").First).Not.ToHaveTextAsync(raised!); // times went on
        await visited.PictureAsync("alerts-new-1440");
        Assert.Empty(await visited.ViolationsAsync());

        await page.GetByRole(AriaRole.Button, new() { Name = "Show", Exact = true }).Last.ClickAsync();

        await Assertions.Expect(page.Locator(".alert")).ToHaveCountAsync(7);
        await Assertions.Expect(page.Locator(".alert").First).ToContainTextAsync("new-6");
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("");
        await Assertions.Expect(page.Locator("#live-list")).ToBeFocusedAsync();
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task focus_open_details_and_selection_on_the_overview_survive_while_its_figures_go_on()
    {
        await ScoreAsync("a", 0.1);
        await using var visited = await LiveAsync("/");
        var page = visited.Page;
        await page.Locator("#live-tiers summary").First.ClickAsync();
        await page.Locator("#live-tiers summary").First.FocusAsync();
        await page.EvaluateAsync(
            "() => { getSelection().selectAllChildren(document.querySelector('#live-tiers caption')); window.caption = "
                + "document.querySelector('#live-tiers caption'); }"
        );
        var selected = await page.EvaluateAsync<string>("() => getSelection().toString()");

        for (var i = 0; i < Refreshes; i++)
        {
            await ScoreAsync($"b{i}", 0.1);
            await visited.RefreshAsync();
        }

        await Assertions
            .Expect(page.Locator(".tile.tier-RED .big"))
            .ToHaveTextAsync((Refreshes + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#live-tiers summary").First).ToBeFocusedAsync();
        Assert.NotNull(await page.Locator("#live-tiers details").First.GetAttributeAsync("open"));
        Assert.Equal(selected, await page.EvaluateAsync<string>("() => getSelection().toString()"));
        Assert.True(await page.EvaluateAsync<bool>("() => window.caption.isConnected"));
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task the_first_alerts_come_by_themselves_and_say_so()
    {
        await using var visited = await LiveAsync("/alerts");
        await Assertions.Expect(visited.Page.GetByText("No alerts yet")).ToBeVisibleAsync();

        await RaiseAsync("first", 0);
        await visited.RefreshAsync();

        await Assertions.Expect(visited.Page.Locator(".alert")).ToHaveCountAsync(1);
        await Assertions.Expect(visited.Page.GetByText("No alerts yet")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task hostile_text_stays_text_and_an_id_cannot_read_as_another()
    {
        string[] hostile =
        [
            "<script>document.title='taken'</script>",
            "\"><img src=x onerror=alert(1)>",
            "order-\u202e1",
            "order\u200b-1",
            "\u2066order-1\u2069",
            "{{7*7}}",
            "javascript:alert(1)",
            "&lt;b&gt;",
        ];
        for (var i = 0; i < hostile.Length; i++)
            await RaiseAsync(hostile[i], i);
        await using var visited = await LiveAsync("/alerts");
        await visited.PictureAsync("alerts-hostile-1440");

        var shown = await visited.Page.Locator(".alert .facts > div:first-child code").AllTextContentsAsync();

        Assert.Equal(
            [
                "&lt;b&gt;",
                "javascript:alert(1)",
                "{{7*7}}",
                "⟨U+2066⟩order-1⟨U+2069⟩",
                "order⟨U+200B⟩-1",
                "order-⟨U+202E⟩1",
                "\"><img src=x onerror=alert(1)>",
                "<script>document.title='taken'</script>",
            ],
            shown
        );
        await visited.RefreshAsync();
        Assert.Equal("Alerts · Streaming", await visited.Page.TitleAsync());
        Assert.Empty(visited.Complaints);
    }

    private async Task<VisitedPage> LiveAsync(string path)
    {
        var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, path), 1440, clock: true);
        await visited.Page.Locator("#live[data-live]").WaitForAsync();
        return visited;
    }

    private async Task RaiseAsync(string order, int second) =>
        await ProjectAsync(Topics.AlertsRed.Name, Facts.Alert(order, raisedAt: DateTime.UtcNow.AddMinutes(-10).AddSeconds(second)));

    private Task ScoreAsync(string order, double probability) =>
        ProjectAsync(Topics.SatisfactionScored.Name, Facts.Scored(order, probability));

    private async Task ProjectAsync(string topic, object fact)
    {
        await using var connection = await database.ConnectAsync();
        var at = offset++;
        await new ProjectionWriter("log", TimeProvider.System).ApplyAsync(
            connection,
            new ProjectionBatch([new ProjectedRecord(topic, 0, at, fact)], new Dictionary<(string, int), long> { [(topic, 0)] = at + 1 }),
            CancellationToken.None
        );
    }
}
