using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Console.Web;

namespace Streaming.Console.Tests.Web;

/// <summary>The pages in a web server on a free port of the loopback.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ConsoleServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public static async Task<ConsoleServer> StartAsync(ConsoleParts parts)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddConsole(parts);
        var app = builder.Build();
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
