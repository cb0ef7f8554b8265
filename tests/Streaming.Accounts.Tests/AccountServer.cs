using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Accounts.Links;
using Streaming.Accounts.OpenId;
using Streaming.Accounts.SigningIn;
using Streaming.Accounts.Storage;
using Streaming.Accounts.Users;
using Streaming.Audit;
using Streaming.Audit.Trail;
using Streaming.Testing;
using Streaming.Web.Access;

namespace Streaming.Accounts.Tests;

/// <summary>A server whose addresses do what the pages do, on a database of its own and a clock that a test sets.</summary>
internal sealed class AccountServer : IAsyncDisposable
{
    public const string Password = "a horse and a battery";

    private readonly WebApplication app;

    private AccountServer(WebApplication app, AccountDatabase database, AuditStore audit, SetClock clock) =>
        (this.app, Database, Audit, Clock) = (app, database, audit, clock);

    public AccountDatabase Database { get; }

    public AuditStore Audit { get; }

    public SetClock Clock { get; }

    public Uri Address => new(app.Urls.First());

    public IServiceProvider Services => app.Services;

    /// <param name="settings">Default: accounts and keys alone.</param>
    /// <param name="now">Where the clock stands. Default: <see cref="SetClock.Start"/>.</param>
    public static async Task<AccountServer> StartAsync(
        PostgresFixture postgres,
        AccountSettings? settings = null,
        DateTimeOffset? now = null
    )
    {
        var clock = new SetClock { Now = now ?? SetClock.Start };
        var connectionString = await postgres.CreateDatabaseAsync("accounts");
        var database = AccountDatabase.Open(connectionString);
        var audit = AuditStore.Open(connectionString, clock);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [] });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(audit);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddAccounts(settings ?? new AccountSettings { HasPages = true });
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseRateLimiter();
        app.MapPost(
                "/sign-in",
                async (HttpContext http, SignInService door, string name, string password) =>
                    await door.SignInAsync(http, name, password, http.RequestAborted) ?? "in"
            )
            .AllowAnonymous()
            .RequireRateLimiting(AccountServices.SignInLimit);
        app.MapPost(
                "/link",
                async (HttpContext http, SignInService door, string token, string name, string password) =>
                    await door.SignInByLinkAsync(http, token, name, password, http.RequestAborted) ?? "in"
            )
            .AllowAnonymous();
        app.MapPost("/sign-out", (HttpContext http, SignInService door) => door.SignOutAsync(http, http.RequestAborted))
            .RequireAuthorization(Permissions.ViewConsole);
        app.MapGet(
                AccountServices.SignInPath,
                (HttpContext http) => $"refused: {http.Request.Query["refused"]}, then {http.Request.Query["returnUrl"]}"
            )
            .AllowAnonymous();
        if (settings?.OpenId is not null)
            MapProvider(app);
        app.MapGet("/me", (HttpContext http) => http.User.ActingName()).RequireAuthorization(Permissions.ViewConsole);
        app.MapGet("/cases", (HttpContext http) => http.User.ActingName()).RequireAuthorization(Permissions.WorkCases);
        app.MapPost("/score", (HttpContext http) => http.User.ActingName()).RequireAuthorization(Permissions.ScoreOrders);
        app.MapGet("/forgotten", () => "open");
        await app.StartAsync();
        return new AccountServer(app, database, audit, clock);
    }

    private static void MapProvider(WebApplication app)
    {
        app.MapGet(
                "/provider",
                async (HttpContext http, ProviderSignIn provider, string returnUrl) =>
                {
                    if (!await provider.BeginAsync(http, returnUrl))
                        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                }
            )
            .AllowAnonymous();
        app.MapGet("/provider/out", (HttpContext http, ProviderSignIn provider) => provider.EndAsync(http)).AllowAnonymous();
    }

    /// <summary>What whoever manages accounts does.</summary>
    public async Task ManageAsync(Func<AccountAdministration, Task> act)
    {
        await using var scope = app.Services.CreateAsyncScope();
        await act(scope.ServiceProvider.GetRequiredService<AccountAdministration>());
    }

    public Task MakeAsync(string name, params string[] roles) =>
        ManageAsync(accounts => accounts.CreateAsync(name, Password, roles, "root", CancellationToken.None));

    /// <summary>A browser: keeps cookies, follows no redirects.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    /// <summary>A browser that is signed in.</summary>
    public async Task<HttpClient> SignedInAsync(string name)
    {
        var browser = Browser();
        Assert.Equal("in", await SignInAsync(browser, name, Password));
        return browser;
    }

    public static async Task<string> SignInAsync(HttpClient browser, string name, string password)
    {
        using var answer = await browser.PostAsync(
            new Uri($"/sign-in?name={Uri.EscapeDataString(name)}&password={Uri.EscapeDataString(password)}", UriKind.Relative),
            null
        );
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : answer.StatusCode.ToString();
    }

    public static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }

    /// <summary>What the trail says, the oldest first, after what waits was written.</summary>
    public async Task<IReadOnlyList<string>> TrailAsync()
    {
        await app.Services.GetRequiredService<DoorLog>().WriteAsync(CancellationToken.None);
        var page = await Audit.Trail.QueryAsync(new TrailQuery { Limit = TrailQuery.LargestPage });
        return [.. page.Entries.Reverse().Select(entry => entry.What)];
    }

    /// <summary>The reasons that the trail gives.</summary>
    public async Task<IReadOnlyList<string>> WhyAsync()
    {
        await app.Services.GetRequiredService<DoorLog>().WriteAsync(CancellationToken.None);
        var page = await Audit.Trail.QueryAsync(new TrailQuery { Limit = TrailQuery.LargestPage });
        return [.. page.Entries.Select(entry => entry.Why)];
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await Database.DisposeAsync();
        await Audit.DisposeAsync();
    }
}
