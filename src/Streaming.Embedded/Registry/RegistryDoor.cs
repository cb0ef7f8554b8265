using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Streaming.Web;

namespace Streaming.Embedded.Registry;

/// <summary>
/// Whatever is refused before an endpoint is reached, by the doors, by routing or for what it carries, is answered in the interface's form.
/// </summary>
internal static class RegistryDoor
{
    private static readonly string[] JsonTypes =
    [
        SchemaRegistryEndpoints.ContentType,
        "application/vnd.schemaregistry+json",
        "application/json",
        "application/octet-stream",
    ];

    /// <summary>Answers a request that may not come in.</summary>
    public static Task RefuseAsync(HttpContext context, DoorRefusal refusal) =>
        RegistryAnswers.Answer(RegistryAnswers.Problem(refusal.Status, refusal.Detail), refusal.Status).ExecuteAsync(context);

    public static void UseRegistryForm(this WebApplication server)
    {
        server.Use(AnswerInFormAsync);
        server.Use(RequireJsonAsync);
    }

    private static async Task AnswerInFormAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        var (request, response) = (context.Request, context.Response);
        if (response.HasStarted || response.StatusCode < 400 || response.ContentType is not null)
            return;
        var why = response.StatusCode switch
        {
            StatusCodes.Status404NotFound => "HTTP 404 Not Found",
            StatusCodes.Status405MethodNotAllowed => $"HTTP 405 Method Not Allowed: this registry has no {request.Method} "
                + $"here{(request.Method == "DELETE" ? "; it deletes nothing" : "")}",
            StatusCodes.Status415UnsupportedMediaType =>
                $"HTTP 415 Unsupported Media Type: '{request.ContentType}' is not one of {string.Join(", ", JsonTypes)}",
            var other => $"HTTP {other}",
        };
        response.ContentType = SchemaRegistryEndpoints.ContentType;
        if (HttpMethods.IsHead(request.Method))
            return;
        await response.Body.WriteAsync(
            Encoding.UTF8.GetBytes(RegistryAnswers.Problem(response.StatusCode, why).ToJsonString()),
            context.RequestAborted
        );
    }

    private static Task RequireJsonAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var carries = HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method);
        if (!carries || IsJson(request.ContentType))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
        return Task.CompletedTask;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && JsonTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase);
}
