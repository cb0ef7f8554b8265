using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Streaming.Web;

/// <summary>Why a request is not let in.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable: <c>foreign-host</c> or <c>foreign-origin</c>.</param>
/// <param name="Detail">Header, value and what is allowed, in words.</param>
public sealed record DoorRefusal(int Status, string Code, string Detail);

/// <summary>
/// Lets in what was asked of this server under one of its names, and what changes something only when no page of another origin sent it.
/// Programs send neither
/// <c>Origin</c> nor <c>Sec-Fetch-Site</c> and pass. Immutable, safe to use from any thread.
/// </summary>
public sealed class Doors(AllowedHosts hosts)
{
    public const string ForeignHost = "foreign-host";
    public const string ForeignOrigin = "foreign-origin";

    private const int MostShownCharacters = 100;
    private const int HttpPort = 80;
    private const int HttpsPort = 443;
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>Null for a request that may come in. <c>X-Forwarded-Host</c> is not read: anybody can write it.</summary>
    public DoorRefusal? Refusal(HttpRequest request)
    {
        if (!hosts.Allows(request.Host))
        {
            var allowed = $"must be {hosts.Rule}; the setting Listen:AllowedHosts adds names";
            return new(StatusCodes.Status400BadRequest, ForeignHost, $"Host is {Shown(request.Host.Value)}, {allowed}");
        }

        if (!Changes(request.Method))
            return null;
        foreach (var origin in request.Headers.Origin)
        {
            if (!IsOwn(origin, request.Host))
                return Foreign($"Origin is {Shown(origin)}, must be this server's own, http://{request.Host.Value}");
        }

        foreach (var site in request.Headers[FetchSite])
        {
            if (site is not ("same-origin" or "none"))
                return Foreign($"{FetchSite} is {Shown(site)}, must be same-origin or none");
        }

        return null;
    }

    private static DoorRefusal Foreign(string what) =>
        new(StatusCodes.Status403Forbidden, ForeignOrigin, what + ": a page of another origin may change nothing here");

    /// <summary>Whatever is not known to be harmless.</summary>
    private static bool Changes(string method) =>
        !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) && !HttpMethods.IsOptions(method) && !HttpMethods.IsTrace(method);

    /// <summary>
    /// A proxy may give the request another host than the browser asked for; then the browser's is one of the names that the settings
    /// allow.
    /// </summary>
    private bool IsOwn(string? origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var of)
        && (of.Scheme == Uri.UriSchemeHttp || of.Scheme == Uri.UriSchemeHttps)
        && (IsSame(of, host) || hosts.Names(new HostString(of.Host)));

    /// <summary>A browser leaves out the port that its scheme has anyway; whoever writes a request by hand may not.</summary>
    private static bool IsSame(Uri origin, HostString host) =>
        string.Equals(origin.Host, host.Host, StringComparison.OrdinalIgnoreCase)
        && origin.Port == (host.Port ?? (origin.Scheme == Uri.UriSchemeHttps ? HttpsPort : HttpPort));

    private static string Shown(string? value) =>
        value switch
        {
            null or "" => "empty",
            { Length: > MostShownCharacters } => $"'{value[..MostShownCharacters]}…'",
            _ => $"'{value}'",
        };
}

/// <summary>The doors in a server's pipeline.</summary>
public static class DoorsMiddleware
{
    /// <summary>Every request passes the doors before anything else sees it.</summary>
    /// <param name="app">Of the server.</param>
    /// <param name="doors">Who may come in.</param>
    /// <param name="refuse">Answers a request that may not.</param>
    public static void UseDoors(this IApplicationBuilder app, Doors doors, Func<HttpContext, DoorRefusal, Task> refuse) =>
        app.Use(next => context => doors.Refusal(context.Request) is { } refusal ? refuse(context, refusal) : next(context));
}
