using Microsoft.Playwright;

namespace Streaming.Console.Tests.Browser;

/// <summary>A page as a visitor sees it, with all that went wrong in it.</summary>
internal sealed class VisitedPage : IAsyncDisposable
{
    /// <summary>Names a folder that gets a picture of every page, to be looked at by people.</summary>
    private const string PicturesVariable = "STREAMING_TEST_SCREENSHOTS";

    /// <summary>A page that keeps itself fresh sets its timer anew when it has shown what it asked for.</summary>
    private const string CountsRounds = """
        {
            const original = window.setTimeout;
            window.rounds = 0;
            window.setTimeout = (work, wait, ...rest) => { if (wait === 5000) window.rounds++; return original(work, wait, ...rest); };
        }
        """;

    private const int Height = 900;

    private static readonly TimeSpan AxeWait = TimeSpan.FromMinutes(2);

    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];

    private VisitedPage(IBrowserContext context, IPage page)
    {
        (this.context, Page) = (context, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
                complaints.Add($"{message.Type}: {message.Text}");
        };
        page.PageError += (_, error) => complaints.Add($"script: {error}");
        page.RequestFailed += (_, request) =>
        {
            // the strip gives up an answer that takes too long, and says so on the page
            if (!request.Url.EndsWith("/status", StringComparison.Ordinal) || request.Failure != "net::ERR_ABORTED")
                complaints.Add($"request: {request.Url} {request.Failure}");
        };
    }

    public IPage Page { get; }

    /// <summary>What the browser's own console and network said.</summary>
    public IReadOnlyList<string> Complaints => complaints;

    /// <param name="clock">The page's timers wait for the test.</param>
    public static async Task<VisitedPage> OpenAsync(
        ChromiumFixture chromium,
        Uri address,
        int width,
        ColorScheme scheme = ColorScheme.Light,
        bool scripts = true,
        bool clock = false
    )
    {
        var browser = await chromium.BrowserAsync();
        var context = await browser.NewContextAsync(
            new BrowserNewContextOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = Height },
                ColorScheme = scheme,
                JavaScriptEnabled = scripts,
                ReducedMotion = ReducedMotion.Reduce,
            }
        );
        context.SetDefaultTimeout(60_000);
        var visited = new VisitedPage(context, await context.NewPageAsync());
        if (clock)
        {
            await visited.Page.Clock.InstallAsync();
            await visited.Page.AddInitScriptAsync(CountsRounds);
        }

        await visited.GoAsync(address);
        return visited;
    }

    public async Task GoAsync(Uri address)
    {
        var answer = await Page.GotoAsync(address.ToString(), new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        Assert.True(answer!.Ok, $"{address} answered {answer.Status}");
    }

    /// <summary>Lets the page's own clock go on until it has asked once more and shown the answer.</summary>
    public async Task RefreshAsync()
    {
        var before = await Page.EvaluateAsync<int>("() => window.rounds");
        await Page.Clock.RunForAsync(5_000);
        await Page.WaitForFunctionAsync("before => window.rounds > before", before);
    }

    /// <summary>Shows the same page in another look, without loading it again.</summary>
    public async Task LookAsync(int width, ColorScheme scheme)
    {
        await Page.SetViewportSizeAsync(width, Height);
        await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
    }

    /// <summary>Accessibility rules that are broken, in words. The rules are checked by a script: on a page that may run none, the answer
    /// would never come.</summary>
    /// <param name="rules">Only these; none for all.</param>
    public Task<IReadOnlyList<string>> ViolationsAsync(params string[] rules) =>
        AccessibilityRules.BrokenAsync(Page, rules).WaitAsync(AxeWait);

    /// <summary>What sticks out of the page to the right, if it can be scrolled sideways.</summary>
    public Task<string[]> OverflowAsync() =>
        Page.EvaluateAsync<string[]>(
            """
            () => document.documentElement.scrollWidth <= window.innerWidth ? [] :
                [...document.querySelectorAll("body *")]
                    .filter(e => e.getBoundingClientRect().right > window.innerWidth + 1)
                    .slice(0, 5)
                    .map(e => e.outerHTML.slice(0, 120))
            """
        );

    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable(PicturesVariable) is { Length: > 0 } folder)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    public async ValueTask DisposeAsync() => await context.DisposeAsync();
}
