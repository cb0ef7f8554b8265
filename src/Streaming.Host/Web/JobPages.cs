using Hangfire.Dashboard;
using Streaming.Api.Problems;
using Streaming.Audit;
using Streaming.Retraining.Schedule;
using Streaming.Web;
using Streaming.Web.Access;

namespace Streaming.Host.Web;

/// <summary>The dashboard of the jobs, to look at, for requests from this machine. The job tables are opened with the first request; while
/// that fails it says so.</summary>
internal sealed class JobPages(JobTables jobs) : IWebPart
{
    public const string Root = "/jobs";

    /// <summary>Looser than that of our own pages: the dashboard has scripts and styles in its pages. It loads nothing from
    /// elsewhere.</summary>
    private const string OwnHostOnly =
        "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post];

    private volatile AspNetCoreDashboardMiddleware? dashboard;

    public void Add(WebApplicationBuilder builder)
    {
        // what it needs is opened with the first request
    }

    public void Map(WebApplication app) =>
        app.MapMethods(Root + "/{**rest}", Methods, AnswerAsync).RequireAuthorization(Permissions.OperateStream);

    private async Task AnswerAsync(HttpContext http)
    {
        // the dashboard makes its links from the base and its choice from the rest
        if (http.Request.Path.StartsWithSegments(Root, out var matched, out var rest))
            (http.Request.PathBase, http.Request.Path) = (http.Request.PathBase + matched, rest);
        http.Response.Headers.ContentSecurityPolicy = OwnHostOnly;
        try
        {
            dashboard ??= new(
                NotFoundAsync,
                await jobs.OpenAsync(http.RequestAborted).ConfigureAwait(false),
                JobDashboard.ReadOnly(),
                DashboardRoutes.Routes
            );
            await dashboard.Invoke(http).ConfigureAwait(false);
        }
        catch (Exception away) when (DatabaseFailure.Is(away) && !http.Response.HasStarted)
        {
            var log = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger<JobPages>();
            log.LogWarning("The job tables cannot be read, {Id}: {Reason}", http.TraceIdentifier, away.Message);
            http.Response.Clear();
            await new Problem(
                ProblemType.NoDatabase,
                $"The job tables cannot be read: {FailureReason.Of(away) ?? "the database failed"}; "
                    + $"the id in the log is {http.TraceIdentifier}"
            )
                .WriteAsync(http)
                .ConfigureAwait(false);
        }
    }

    private static Task NotFoundAsync(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }
}
