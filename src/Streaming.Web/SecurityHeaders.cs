using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Streaming.Web;

/// <summary>
/// What every answer tells a browser, whoever made it: pages, API, metrics, health, files and errors. An answer that sets one of them
/// itself keeps its own.
/// </summary>
public static class SecurityHeaders
{
    /// <summary>Of a page that loads and sends nothing and may be framed by nobody.</summary>
    public const string NothingAtAll = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The same for what is no document at all, in fewer bytes: it is sent with every score.</summary>
    private const string NoDocument = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>Must come first in the pipeline.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) =>
        app.Use(next =>
            context =>
            {
                context.Response.OnStarting(static response => Add(((HttpResponse)response).Headers), context.Response);
                return next(context);
            }
        );

    /// <summary>Added when the answer starts, because an answer that becomes an error is begun anew without its headers.</summary>
    private static Task Add(IHeaderDictionary headers)
    {
        if (headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = NoDocument;
        else
            headers["Cross-Origin-Opener-Policy"] = "same-origin"; // a page, which says itself what it loads
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store"; // scores, customers, the state of the machine
        if (headers["Referrer-Policy"].Count == 0)
            headers["Referrer-Policy"] = "same-origin"; // less would blank our own forms' origin
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Task.CompletedTask;
    }
}
