using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Console.Storage;
using Streaming.Console.Web;
using Streaming.Web;

namespace Streaming.Console.Tests.Web;

/// <summary>The pages in a web server on a free port of the loopback.</summary>
internal sealed class ConsoleServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ConsoleServer(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    /// <param name="more">Adds what the console can do beside showing.</param>
    /// <param name="log">Gets what the server warns of.</param>
    public static async Task<ConsoleServer> StartAsync(
        ConsoleDatabase database,
        AuditStore audit,
        Action<IServiceCollection>? more = null,
        ILoggerProvider? log = null
    )
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning);
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(audit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddConsole(new ConsoleSettings { ModelName = SampleAudit.ModelName });
        more?.Invoke(builder.Services);
        if (builder.Services.All(service => service.ServiceType != typeof(SignInService)))
            builder.Services.AddTestUsers();
        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseDoors(
            new Doors(new AllowedHosts([])),
            (context, refusal) =>
            {
                context.Response.StatusCode = refusal.Status;
                return context.Response.WriteAsync(refusal.Detail);
            }
        );
        app.MapConsole();
        await app.StartAsync();
        return new ConsoleServer(app);
    }

    /// <summary>A browser without scripts: keeps cookies, follows no redirects.</summary>
    public HttpClient Client() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>Does something with the accounts, as a command does.</summary>
    public async Task ManageAsync(Func<AccountAdministration, Task> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<AccountAdministration>());
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }
}
