using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Streaming.Audit;
using Streaming.Audit.Models;
using Streaming.Console.Projection;
using Streaming.Console.Storage;
using Streaming.Console.Tests.Web;
using Streaming.Console.Web;
using Streaming.Contracts;
using Streaming.Contracts.Gates;
using Streaming.Testing;

namespace Streaming.Console.Tests.Browser;

/// <summary>What people do on the pages, without scripts unless a test is about scripts.</summary>
public sealed class FormsInTheBrowser(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private const string Model = SampleAudit.ModelName;

    private ConsoleDatabase database = null!;
    private AuditStore audit = null!;
    private ConsoleServer server = null!;

    public async ValueTask InitializeAsync()
    {
        var connectionString = await PreparedDatabase.CreateAsync(postgres, "forms");
        database = ConsoleDatabase.Open(connectionString);
        audit = AuditStore.Open(connectionString, TimeProvider.System);
        server = await ConsoleServer.StartAsync(
            database,
            audit,
            services => services.AddSingleton<IRunCommands>(new SampleRunCommands(audit))
        );
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await audit.DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/alerts")]
    [InlineData("/runs")]
    [InlineData("/models")]
    [InlineData("/audit")]
    public async Task an_empty_page_is_sound_and_says_what_to_do(string path)
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, path), 390);
        await visited.PictureAsync($"empty-{path.Trim('/')}");

        Assert.NotEqual(0, await visited.Page.Locator(".empty").CountAsync());
        Assert.Empty(await visited.OverflowAsync());
        Assert.Empty(await visited.ViolationsAsync());
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task a_run_is_started_with_a_reason_under_the_name_that_is_signed_in()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/runs"), 1440, scripts: false);

        await ExplainAsync(visited.Page, "new products in the catalogue");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Start the run" }).ClickAsync();

        await Assertions.Expect(visited.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToContainTextAsync("Run ");
        var run = (await audit.Runs.ListAsync()).Single();
        Assert.Equal(("Ana", "new products in the catalogue"), (run.Request.By, run.Request.Why));
    }

    [Fact]
    public async Task a_proposal_is_promoted_after_a_confirmation_and_rolled_back_again()
    {
        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v1"), "trainer", "first");
        await audit.Models.ProposeAsync(await SampleAudit.CandidateAsync(audit, "v2"), "trainer", "better", []);
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/models"), 390, scripts: false);

        await visited.Page.GetByRole(AriaRole.Link, new() { Name = "Promote …" }).ClickAsync();
        await ExplainAsync(visited.Page, "looked at the slices");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByText("Is this right?")).ToBeVisibleAsync();
        Assert.Equal("v1", (await audit.Models.ChampionAsync(Model))!.Version);
        await visited.PictureAsync("decide-390-review");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Promote it" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByText("The decision is recorded.")).ToBeVisibleAsync();
        Assert.Equal("v2", (await audit.Models.ChampionAsync(Model))!.Version);

        await visited.GoAsync(new Uri(server.Address, "/models"));
        await visited.Page.GetByRole(AriaRole.Link, new() { Name = "Roll back to v1 …" }).ClickAsync();
        await ExplainAsync(visited.Page, "too many false alarms");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Roll back to it" }).ClickAsync();

        await Assertions.Expect(visited.Page.GetByText("The decision is recorded.")).ToBeVisibleAsync();
        var champion = await audit.Models.ChampionAsync(Model);
        Assert.Equal(("v1", 3L, "rolled_back"), (champion!.Version, champion.DecisionNumber, champion.Kind));
    }

    [Fact]
    public async Task a_version_that_failed_a_gate_is_promoted_only_by_typing_it_and_the_trail_says_so()
    {
        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v1"), "trainer", "first");
        await audit.Models.RejectAsync(
            await SampleAudit.CandidateAsync(audit, "v2"),
            "trainer",
            "worse",
            new GateResult("ece_open", false, 0.0912, 0.04, "expected calibration error on open orders: at most the limit")
        );
        await using var visited = await VisitedPage.OpenAsync(
            chromium,
            new Uri(server.Address, $"/models/{Model}/v2"),
            390,
            scripts: false
        );

        await Assertions.Expect(visited.Page.GetByText("would not be promoted")).ToBeVisibleAsync();
        await visited.Page.GetByRole(AriaRole.Link, new() { Name = "Promote despite its gates …" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByText("ece open: 0.091, limit 0.040").First).ToBeVisibleAsync();
        await ExplainAsync(visited.Page, "the slice is a strike");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await visited.Page.GetByLabel("Type v2 to confirm").FillAsync("v1");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Override the gates and promote it" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByText("Nothing was recorded: type v2")).ToBeVisibleAsync();
        Assert.Equal("v1", (await audit.Models.ChampionAsync(Model))!.Version);
        await visited.Page.GetByLabel("Type v2 to confirm").FillAsync("v2");
        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Override the gates and promote it" }).ClickAsync();

        await Assertions.Expect(visited.Page.GetByText("The decision is recorded.")).ToBeVisibleAsync();
        var champion = (await audit.Models.ChampionAsync(Model))!;
        Assert.Equal(("v2", "promoted_despite_gates", "the slice is a strike"), (champion.Version, champion.Kind, champion.Why));
        await visited.GoAsync(new Uri(server.Address, "/audit"));
        await Assertions.Expect(visited.Page.GetByText("promoted version v2 despite its gates")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task the_trail_is_verified_on_request_and_says_what_it_cannot_see()
    {
        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v1"), "trainer", "first");
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/audit"), 390, scripts: false);

        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();

        await Assertions.Expect(visited.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Whole.");
        await Assertions
            .Expect(visited.Page.GetByRole(AriaRole.Status))
            .ToContainTextAsync("The anchors kept outside of the database were not compared");
    }

    [Fact]
    public async Task what_verifying_found_is_sound_on_a_phone()
    {
        await audit.Models.PromoteAsync(await SampleAudit.CandidateAsync(audit, "v1"), "trainer", "first");
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(server.Address, "/audit"), 390);

        await visited.Page.GetByRole(AriaRole.Button, new() { Name = "Verify now" }).ClickAsync();
        await Assertions.Expect(visited.Page.GetByRole(AriaRole.Status)).ToContainTextAsync("Whole.");
        await visited.PictureAsync("audit-390-verified");

        Assert.Empty(await visited.OverflowAsync());
        Assert.Empty(await visited.ViolationsAsync());
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task the_overview_follows_without_being_loaded_again()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, server.Address, 1440, clock: true);
        await visited.Page.Locator("#live[data-live]").WaitForAsync();
        await Assertions.Expect(visited.Page.GetByText("No order has been scored yet")).ToBeVisibleAsync();

        await using (var connection = await database.ConnectAsync())
        {
            var writer = new ProjectionWriter("log", TimeProvider.System);
            await writer.ClaimAsync(connection, CancellationToken.None);
            await writer.ApplyAsync(
                connection,
                new ProjectionBatch(
                    [new ProjectedRecord(Topics.SatisfactionScored.Name, 0, 0, Facts.Scored("a", 0.1))],
                    new Dictionary<(string, int), long> { [(Topics.SatisfactionScored.Name, 0)] = 1 }
                ),
                CancellationToken.None
            );
        }

        await visited.RefreshAsync();
        await Assertions.Expect(visited.Page.Locator(".tile.tier-RED .big")).ToHaveTextAsync("1");
        await Assertions.Expect(visited.Page.GetByText("No order has been scored yet")).ToBeHiddenAsync();
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task the_keyboard_reaches_the_content_first()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, server.Address, 1440);

        await visited.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visited.Page.GetByText("Skip to the content")).ToBeFocusedAsync();
        await visited.Page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(visited.Page.Locator("main")).ToBeFocusedAsync();
    }

    private static async Task ExplainAsync(IPage page, string why)
    {
        await page.GetByLabel("Reason").FillAsync(why);
    }
}
