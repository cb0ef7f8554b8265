using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Audit;
using Streaming.Audit.Anchors;
using Streaming.Console.DeadLetters;
using Streaming.Console.Live;
using Streaming.Console.Orders;
using Streaming.Console.Pages.Audit;
using Streaming.Console.Pages.Models;
using Streaming.Console.Projection;
using Streaming.Console.Pages.Cases;
using Streaming.Console.Queries.Alerts;
using Streaming.Console.Queries.Models;
using Streaming.Console.Queries.Orders;
using Streaming.Console.Queries.Overview;
using Streaming.Console.Queries.Stream;
using Streaming.Console.Status;
using Streaming.Console.Storage;
using Streaming.Web;

namespace Streaming.Console.Web;

/// <summary>The pages in a web server: what they need, and where they answer.</summary>
public static class ConsoleWeb
{
    /// <summary>
    /// Adds the pages. The container must have <see cref="ConsoleDatabase"/>, <see cref="AuditStore"/> and <see cref="TimeProvider"/>.
    /// What a process can do beside showing, it adds as <see cref="IRunCommands"/>, <see cref="IRunFindings"/>,
    /// <see cref="IOrderRecords"/>, <see cref="IOrderProofs"/>, <see cref="IOrderTrials"/>, <see cref="IDeadLetters"/>,
    /// <see cref="IDecisionPublisher"/>, <see cref="IProjectionState"/> and <see cref="AnchorTopic"/>; pages leave out what is not there.
    /// </summary>
    public static IServiceCollection AddConsole(this IServiceCollection services, ConsoleSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<HomePage>();
        services.AddKeyRing(settings.KeyCertificates);
        services.AddSingleton<HtmlEncoder>(new PlainTextEncoder());
        services.AddSingleton<AuditChecks>();
        services.AddTransient<AuditVerification>();
        services.AddSingleton<ModelDecisionService>();
        services.AddSingleton<AlertsQuery>();
        services.AddSingleton<OverviewQuery>();
        services.AddSingleton<OrderQuery>();
        services.AddSingleton<ProofRuns>();
        services.AddSingleton<StreamQuery>();
        services.AddSingleton<DeadLetterWatch>();
        services.AddSingleton<ReleaseRuns>();
        services.AddSingleton<CaseVisits>();
        services.AddSingleton<SavedViews>();
        services.AddScoped<Colleagues>();
        services.AddScoped<ModelNames>();
        services.AddSingleton<StatusWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<StatusWatch>());
        services.AddSingleton<CaseFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<CaseFeed>());
        services.Configure<CookieTempDataProviderOptions>(drafts =>
            (drafts.Cookie.Name, drafts.Cookie.SameSite) = ("streaming-draft", SameSiteMode.Strict)
        );
        services.AddAntiforgery(tokens =>
        {
            tokens.Cookie.Name = "streaming-form";
            tokens.Cookie.SameSite = SameSiteMode.Strict;
            tokens.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            tokens.SuppressXFrameOptionsHeader = true; // the server sets it for every answer
        });
        services
            .AddRazorPages(pages => pages.Conventions.ConfigureFilter(new PageFaults()))
            .AddApplicationPart(typeof(ConsoleWeb).Assembly)
            // it writes inline styles, which the pages' own policy refuses
            .AddViewOptions(views => views.HtmlHelperOptions.ClientValidationEnabled = false);
        return services;
    }

    /// <summary>Maps the pages, beginning at <c>/</c>, and their assets.</summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        // of another method no page knows anything
        app.MapRazorPages().WithMetadata(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head, HttpMethods.Post]));
        app.MapEvents();
        foreach (var asset in Assets.All)
        {
            app.MapMethods(
                    asset.Path,
                    [HttpMethods.Get, HttpMethods.Head],
                    (HttpContext http) =>
                    {
                        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // the path changes with the content
                        return Results.Bytes(asset.Bytes, asset.ContentType);
                    }
                )
                .AllowAnonymous();
        }

        return app;
    }
}
