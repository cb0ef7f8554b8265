using Microsoft.Playwright;

namespace Streaming.Console.Tests.Browser;

/// <summary>One real browser for all tests; a context of its own for each. Tests are skipped where none is installed.</summary>
public sealed class ChromiumFixture : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Flags =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    private readonly SemaphoreSlim gate = new(1, 1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async Task<IBrowser> BrowserAsync()
    {
        var program = Places.FirstOrDefault(File.Exists);
        Assert.SkipWhen(program is null, $"No chromium is installed ({string.Join(", ", Places)}); ops/install.sh --tests installs it");
        await gate.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            return browser ??= await playwright.Chromium.LaunchAsync(
                new BrowserTypeLaunchOptions
                {
                    ExecutablePath = program,
                    Headless = true,
                    Args = Flags,
                    Timeout = 120_000,
                }
            );
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        gate.Dispose();
    }
}
