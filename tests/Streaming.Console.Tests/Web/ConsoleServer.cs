using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Console.Web;
using Streaming.Web;

namespace Streaming.Console.Tests.Web;

/// <summary>The pages in a web server on a free port of the loopback.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ConsoleServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <param name="log">Hears what the server warns of.</param>
    public static async Task<ConsoleServer> StartAsync(ConsoleParts parts, ILoggerProvider? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddConsole(parts);
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.MapConsole();
        await app.StartAsync();
        return new ConsoleServer(app);
    }

    /// <summary>A browser without scripts: keeps cookies, follows no redirects.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
