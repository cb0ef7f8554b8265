using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Streaming.Console.Web;

/// <summary>The pages in a web server: what they need, and where they answer.</summary>
public static class ConsoleWeb
{
    public static IServiceCollection AddConsole(this IServiceCollection services, ConsoleParts parts)
    {
        services.AddSingleton(parts);
        services.AddDataProtection().SetApplicationName("streaming");
        services.Configure<KeyManagementOptions>(keys => keys.XmlRepository = new DatabaseKeyRing(parts.Database));
        services.AddAntiforgery(tokens =>
        {
            tokens.Cookie.Name = "streaming-form";
            tokens.Cookie.SameSite = SameSiteMode.Strict;
            tokens.SuppressXFrameOptionsHeader = true; // ContentSecurity sets it for every page
        });
        services.AddRazorPages(pages => pages.Conventions.ConfigureFilter(new PageTrouble()))
            .AddApplicationPart(typeof(ConsoleWeb).Assembly)
            .AddViewOptions(views => views.HtmlHelperOptions.ClientValidationEnabled = false); // it writes inline styles, which the pages' own policy refuses
        return services;
    }

    /// <summary>Maps the pages, beginning at <c>/</c>, and their assets.</summary>
    public static WebApplication MapConsole(this WebApplication app)
    {
        app.MapRazorPages();
        foreach (var asset in Assets.All)
        {
            app.MapGet(asset.Path, (HttpContext http) =>
            {
                http.Response.Headers.CacheControl = "public, max-age=31536000, immutable"; // the path changes with the content
                return Results.Bytes(asset.Bytes, asset.ContentType);
            });
        }

        return app;
    }
}
