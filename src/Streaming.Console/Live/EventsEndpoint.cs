using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Streaming.Web.Access;

namespace Streaming.Console.Live;

/// <summary><c>/events</c>: server-sent events that tell an open page when to ask again.</summary>
internal static class EventsEndpoint
{
    public const string Path = "/events";

    /// <summary>Open pages of one person; a browser has no more connections to one server anyway.</summary>
    public const int MostOfOnePerson = 12;

    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    public static void MapEvents(this WebApplication app) =>
        app.MapGet(
                Path,
                IResult (HttpContext http, CaseFeed feed, IHostApplicationLifetime host) =>
                {
                    var name = http.User.ActingName();
                    if (feed.CountOf(name) >= MostOfOnePerson)
                        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
                    http.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold the events back
                    return TypedResults.ServerSentEvents(EventsAsync(feed, name, host.ApplicationStopping, http.RequestAborted));
                }
            )
            .RequireAuthorization(Permissions.ViewConsole);

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        CaseFeed feed,
        string name,
        CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken gone
    )
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stopping, gone);
        yield return new SseItem<string>("", "open");
        await foreach (var isChanged in feed.ListenAsync(name, Silence, ending.Token).ConfigureAwait(false))
            yield return new SseItem<string>("", isChanged ? "cases" : "alive");
    }
}
