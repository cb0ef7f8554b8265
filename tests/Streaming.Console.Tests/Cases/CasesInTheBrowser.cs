using Microsoft.Playwright;
using Streaming.Cases.Domain;
using Streaming.Console.Tests.Browser;
using Streaming.Models.Policy;
using Streaming.Testing;

namespace Streaming.Console.Tests.Cases;

public sealed class CasesInTheBrowser(ChromiumFixture chromium, PostgresFixture postgres) : IAsyncLifetime
{
    private CaseConsole console = null!;

    public async ValueTask InitializeAsync()
    {
        console = await CaseConsole.StartAsync(postgres);
        await console.OpenAsync("53cdb2fc8bc7dce0b6741e2150273451", priority: 900);
        await console.OpenAsync("47770eb9100c2d0c44946d9cf07ec65d", priority: 10, tier: Tier.Yellow);
    }

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Theory]
    [InlineData("cases", "/cases")]
    [InlineData("cases-none", "/cases?view=closed")]
    [InlineData("cases-filtered", "/cases?view=unassigned&tier=red")]
    [InlineData("worth", "/worth")]
    [InlineData("case", "/cases/53cdb2fc8bc7dce0b6741e2150273451")]
    public async Task every_page_is_sound_on_a_desk_and_on_a_phone_in_light_and_dark(string name, string path)
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(console.Address, path), 1440);
        Assert.Empty(await visited.ViolationsAsync());
        foreach (var width in (int[])[1440, 390])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await visited.LookAsync(width, scheme);
                await visited.PictureAsync($"{name}-{width}-{scheme}");

                Assert.Empty(await visited.OverflowAsync());
                Assert.Empty(await visited.ViolationsAsync("color-contrast", "target-size"));
                Assert.Empty(visited.Complaints);
            }
        }
    }

    [Theory]
    [InlineData("cases-pt", "/cases")]
    [InlineData("case-pt", "/cases/53cdb2fc8bc7dce0b6741e2150273451")]
    public async Task longer_words_of_another_language_fit_as_well(string name, string path)
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(console.Address, "/alerts"), 1440);
        await visited.Page.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["Accept-Language"] = "pt-BR" });
        await visited.Page.GotoAsync(new Uri(console.Address, path).ToString());
        Assert.Equal("pt", await visited.Page.Locator("main").GetAttributeAsync("lang"));
        Assert.Empty(await visited.ViolationsAsync());
        foreach (var width in (int[])[1440, 390])
        {
            await visited.LookAsync(width, ColorScheme.Light);
            await visited.PictureAsync($"{name}-{width}");
            Assert.Empty(await visited.OverflowAsync());
        }

        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task a_new_case_is_announced_within_a_second_and_counted_in_the_title()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(console.Address, "/cases?view=unassigned"), 1440);
        var page = visited.Page;
        await Assertions.Expect(page).ToHaveTitleAsync("(2) To call · Streaming");
        await page.Clock.PauseAtAsync(DateTime.UtcNow.AddHours(1)); // no round of its own

        await console.OpenAsync("e481f51cbdc54678b7cc49136f2d6af7", priority: 2000);

        await Assertions.Expect(page.GetByText("1 new case")).ToBeVisibleAsync(new() { Timeout = 10_000 });
        await Assertions.Expect(page).ToHaveTitleAsync("(3) To call · Streaming");
        Assert.Empty(visited.Complaints);
    }

    [Fact]
    public async Task a_case_is_worked_by_keys_alone()
    {
        await using var visited = await VisitedPage.OpenAsync(chromium, new Uri(console.Address, "/cases?view=unassigned"), 1440);
        var page = visited.Page;

        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/cases/53cd*");
        await page.Keyboard.PressAsync("t");
        await Assertions.Expect(page.GetByText("Ana has it")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("e");
        await page.Keyboard.TypeAsync("t is typed, and takes nothing");
        await page.Locator("#outcome").SelectOptionAsync("Solved");
        await page.Locator("h1").ClickAsync();
        await page.Keyboard.PressAsync("3");

        await page.WaitForURLAsync("**/cases/4777*");
        await Assertions.Expect(page.GetByText("is closed as solved")).ToBeVisibleAsync();
        var closed = (await console.Cases.Queries.FindAsync("53cdb2fc8bc7dce0b6741e2150273451"))!;
        Assert.Equal("t is typed, and takes nothing", closed.Entries.Select(entry => entry.Happened).OfType<CaseClosed>().Single().Text);
        Assert.Empty(visited.Complaints);
    }
}
