using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Streaming.Embedded.Registry;

/// <summary>
/// Who may ask: programs of this machine. A page of another site, which a browser carries here by a name that leads to the loopback or by a form, may not.
/// Whatever is refused, here or by routing, is answered in the interface's form.
/// </summary>
internal static class RegistryDoor
{
    private static readonly string[] JsonTypes =
        [SchemaRegistryEndpoints.ContentType, "application/vnd.schemaregistry+json", "application/json", "application/octet-stream"];

    public static readonly string[] Hosts = ["localhost", "127.0.0.1", "[::1]"];

    public static void UseRegistryDoor(this WebApplication server)
    {
        server.Use(AnswerInFormAsync);
        server.UseHostFiltering();
        server.Use(RefuseForeignAsync);
    }

    private static async Task AnswerInFormAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null) return;
        var why = response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => $"HTTP 400 Bad Request: the host '{request.Host}' is not one of {string.Join(", ", Hosts)}",
            StatusCodes.Status403Forbidden => "HTTP 403 Forbidden: the request comes from a page of another site",
            StatusCodes.Status404NotFound => "HTTP 404 Not Found",
            StatusCodes.Status405MethodNotAllowed => $"HTTP 405 Method Not Allowed: this registry has no {request.Method} here{(request.Method == "DELETE" ? "; it deletes nothing" : "")}",
            StatusCodes.Status415UnsupportedMediaType => $"HTTP 415 Unsupported Media Type: '{request.ContentType}' is not one of {string.Join(", ", JsonTypes)}",
            var other => $"HTTP {other}",
        };
        response.ContentType = SchemaRegistryEndpoints.ContentType;
        if (HttpMethods.IsHead(request.Method)) return;
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(RegistryAnswers.Problem(response.StatusCode, why).ToJsonString()), context.RequestAborted);
    }

    private static Task RefuseForeignAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (IsForeign(request)) return Refuse(context, StatusCodes.Status403Forbidden);
        if (HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method))
        {
            var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && JsonTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);
            if (!isJson) return Refuse(context, StatusCodes.Status415UnsupportedMediaType);
        }

        return next(context);
    }

    private static bool IsForeign(HttpRequest request)
    {
        var (origin, site) = ((string?)request.Headers.Origin, (string?)request.Headers["Sec-Fetch-Site"]);
        return (origin is not null && origin != $"{request.Scheme}://{request.Host}") || site is "cross-site" or "same-site";
    }

    private static Task Refuse(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
