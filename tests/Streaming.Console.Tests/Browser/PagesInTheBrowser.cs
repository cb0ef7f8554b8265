using Microsoft.Playwright;
using Streaming.Console.Tests.Web;
using Streaming.Testing;

namespace Streaming.Console.Tests.Browser;

public sealed class PagesInTheBrowser(ChromiumFixture chromium, PostgresFixture postgres, SampleConsole console)
{
    private const int Desk = 1440;
    private const int SmallDesk = 1280;
    private const int Phone = 390;

    /// <summary>What colours and widths decide; all other rules see the same elements in every look.</summary>
    private static readonly string[] RulesOfTheLook =
    [
        "color-contrast",
        "link-in-text-block",
        "scrollable-region-focusable",
        "target-size",
    ];

    public static TheoryData<string, string> Pages =>
        new()
        {
            { "overview", "/" },
            { "overview-24-hours", "/?period=1d" },
            { "alerts", "/alerts" },
            { "alerts-none", "/alerts?order=nothing" },
            { "orders", "/orders" },
            { "order", "/orders?id=" + Uri.EscapeDataString(Orders.SampleOrders.Id) },
            { "stream", "/stream" },
            { "dead-letters", "/deadletters" },
            { "dead-letter", "/deadletters?reason=contract_violation&partition=0&offset=2" },
            { "try", "/try" },
            { "try-order", "/try?order=" + Uri.EscapeDataString(Orders.SampleOrders.Id) },
            { "try-refused", "/try?delivered_at=2018-03-25T10:00&customer_state=XXX" },
            { "try-predecessor", "/try?kind=predecessor&delivery_time_days=12.5" },
            { "runs", "/runs" },
            { "run-under-way", "/runs/" + SampleAudit.RunUnderWay },
            { "run-done", "/runs/" + SampleAudit.RunDone },
            { "run-failed", "/runs/" + SampleAudit.RunFailed },
            { "findings", $"/runs/{SampleAudit.RunDone}/findings" },
            { "findings-none", $"/runs/{SampleAudit.RunDone}/findings?code=unheard_of" },
            { "models", "/models" },
            { "audit", "/audit" },
            { "audit-of-one-run", "/audit?stream=run/" + SampleAudit.RunDone },
            { "model", "/models/customer-satisfaction/c0ffee123456" },
            { "compare", "/models/customer-satisfaction/compare?a=5f0c1a2b3c4d&b=c0ffee123456" },
            { "run-rejected", "/runs/" + SampleAudit.RunRejected },
            { "model-rejected", "/models/customer-satisfaction/" + SampleAudit.Rejected },
            { "compare-champion", $"/models/customer-satisfaction/compare?a={SampleAudit.Serving}&b={SampleAudit.Rejected}" },
            { "compare-itself", $"/models/customer-satisfaction/compare?a={SampleAudit.Serving}&b={SampleAudit.Serving}" },
            { "decide-override", $"/models/customer-satisfaction/{SampleAudit.Rejected}/decide?kind=promote" },
            { "decide", "/models/customer-satisfaction/c0ffee123456/decide?kind=promote" },
        };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task every_page_is_sound_on_a_desk_and_on_a_phone_in_light_and_dark(string name, string path)
    {
        var address = new Uri(await console.AddressAsync(postgres), path);
        await using var visited = await VisitedPage.OpenAsync(chromium, address, Desk);
        Assert.Empty(await visited.ViolationsAsync());
        foreach (var width in (int[])[Desk, Phone])
        {
            foreach (var scheme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
            {
                await visited.LookAsync(width, scheme);
                await visited.PictureAsync($"{name}-{width}-{scheme}");

                Assert.Empty(await visited.OverflowAsync());
                Assert.Empty(await visited.ViolationsAsync(RulesOfTheLook));
                Assert.Empty(visited.Complaints);
            }
        }
    }

    [Fact]
    public async Task the_leaderboard_shows_all_its_columns_on_a_small_desk()
    {
        var address = new Uri(await console.AddressAsync(postgres), "/runs/" + SampleAudit.RunRejected);
        await using var visited = await VisitedPage.OpenAsync(chromium, address, SmallDesk);
        await visited.PictureAsync($"run-rejected-{SmallDesk}");

        var hidden = await visited.Page.EvaluateAsync<int>(
            """
            () => {
                const card = document.querySelector(".board").closest(".scroll");
                return card.scrollWidth - card.clientWidth;
            }
            """
        );

        Assert.Equal(0, hidden);
    }
}
