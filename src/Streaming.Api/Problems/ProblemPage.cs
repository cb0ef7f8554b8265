using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.Net.Http.Headers;
using Streaming.Web;

namespace Streaming.Api.Problems;

/// <summary>
/// A problem as a page, for a person with a browser. Stands alone: it needs no file and no other page, so every role and every refusal has
/// it.
/// </summary>
internal static class ProblemPage
{
    private const string Style =
        ":root{color-scheme:light dark;--page:#f4f5f8;--text:#1b1f2a;--quiet:#565d6d;--accent:#3446c9}"
        + "@media (prefers-color-scheme:dark){:root{--page:#12141b;--text:#e8eaf1;--quiet:#a7aec0;--accent:#9aa8ff}}"
        + "body{font:16px/1.5 system-ui,\"Segoe UI\",Roboto,\"DejaVu Sans\",sans-serif;margin:0;background:var(--page);color:var(--text)}"
        + "main{max-width:46rem;margin:0 auto;padding:2.5rem 1rem;overflow-wrap:anywhere}h1{font-size:1.6rem;line-height:1.2}"
        + "a{color:var(--accent)}.quiet{color:var(--quiet);font-size:.9rem}";

    private static readonly string Policy =
        $"{SecurityHeaders.NothingAtAll}; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'";

    private static readonly MediaTypeHeaderValue Html = new("text/html");

    /// <summary>
    /// Whether the request asks for a page at least as much as for anything else that can be had. A program that takes everything gets what
    /// programs read.
    /// </summary>
    public static bool IsWanted(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
            return false;
        var page = accepted.Where(type => type.MediaType == Html.MediaType).Select(Quality).DefaultIfEmpty(0).Max();
        var json = accepted.Where(type => type.SubType == "json" || type.Suffix == "json").Select(Quality).DefaultIfEmpty(0).Max();
        return page > 0 && page >= json;
    }

    /// <summary>Sends it as the answer.</summary>
    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.ContentType = "text/html; charset=utf-8";
        var bytes = Encoding.UTF8.GetBytes(Text(problem, hasPages: context.RequestServices.GetService<HomePage>() is not null));
        context.Response.ContentLength = bytes.Length;
        return context.Response.Body.WriteAsync(bytes, context.RequestAborted).AsTask();
    }

    private static string Text(Problem problem, bool hasPages)
    {
        var html = HtmlEncoder.Default;
        var home = hasPages ? "<a href=\"/\">Overview</a> · " : "";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{html.Encode(problem.Type.Title)} · Streaming</title><style>{Style}</style>
            </head>
            <body>
            <main>
            <h1>{html.Encode(problem.Type.Title)}</h1>
            <p>{html.Encode(problem.Detail)}</p>
            <p>{html.Encode(problem.Type.Meaning)}</p>
            <p class="quiet">{home}<a href="/health/ready">/health/ready</a> says how this process is.</p>
            </main>
            </body>
            </html>
            """;
    }

    private static double Quality(MediaTypeHeaderValue type) => type.Quality ?? 1;
}
